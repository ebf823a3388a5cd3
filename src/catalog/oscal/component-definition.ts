// SPDX-License-Identifier: Apache-2.0
/** Sonae itself as an OSCAL component: which controls its checks verify, and on which systems. */
import type { Language } from '../../kernel/language.ts';
import type { Catalog } from '../load-catalog.ts';
import type { ControlFile } from '../schema.ts';
import { metadataOf, statementOf } from './oscal-catalog.ts';
import { own, uuidOf } from './shapes.ts';
import type { OscalMetadata, OscalProperty, OscalResource } from './shapes.ts';

interface Requirement {
  readonly uuid: string;
  readonly 'control-id': string;
  readonly description: string;
  readonly props: readonly OscalProperty[];
  readonly statements: readonly {
    readonly 'statement-id': string;
    readonly uuid: string;
    readonly description: string;
  }[];
}

export interface ComponentDefinition {
  readonly 'component-definition': {
    readonly uuid: string;
    readonly metadata: OscalMetadata;
    readonly components: readonly {
      readonly uuid: string;
      readonly type: 'software';
      readonly title: string;
      readonly description: string;
      readonly purpose: string;
      readonly 'control-implementations': readonly {
        readonly uuid: string;
        readonly source: string;
        readonly description: string;
        readonly 'implemented-requirements': readonly Requirement[];
      }[];
    }[];
    readonly 'back-matter': { readonly resources: readonly OscalResource[] };
  };
}

interface Written {
  readonly language: Language;
  readonly at: Date;
  /** Check → systems on which it can say more than "unknown". */
  readonly platforms: ReadonlyMap<string, readonly string[]>;
}

const WORDS = {
  ja: {
    title: '備え（Sonae）',
    description: '組織の端末と回答から、対策ができているかを確かめるソフトウェア。対策そのものは組織が行います。',
    purpose: '対策の確認と、次にやることの案内',
    implementations: '端末の点検で確かめられる対策。点検は読むだけで、端末の設定を変えません。',
    verifies: (checks: string) => `端末の点検（${checks}）で、できているかを確かめます。`,
    on: (system: string, checks: string) => `${system}：${checks}`,
    resource: '備えの対策カタログ',
  },
  en: {
    title: 'Sonae',
    description:
      'Software that looks whether controls are in place, from devices and answers. The organisation does them.',
    purpose: 'Verifies controls and tells the next thing to do',
    implementations: 'Controls that checks of devices verify. A check only reads; it changes no setting.',
    verifies: (checks: string) => `Verified by checks of devices (${checks}).`,
    on: (system: string, checks: string) => `${system}: ${checks}`,
    resource: 'Sonae catalogue of controls',
  },
} as const;

const SYSTEMS = ['windows', 'macos', 'linux'] as const;

function requirementOf(control: ControlFile, { language, platforms }: Written): Requirement[] {
  const words = WORDS[language];
  const checks = control.verified_by.flatMap((one) => one.checks ?? []);
  const bySystem = SYSTEMS.map((system) => ({
    system,
    checks: checks.filter((check) => platforms.get(check)?.includes(system) ?? false),
  })).filter((one) => one.checks.length > 0);
  if (bySystem.length === 0) return [];
  const description = [
    words.verifies(checks.join(', ')),
    ...bySystem.map((one) => words.on(one.system, one.checks.join(', '))),
  ].join('\n');
  const uuid = (what: string): string => uuidOf(`component ${what} ${control.id} ${language}`);
  return [
    {
      uuid: uuid('requirement'),
      'control-id': control.id,
      description,
      props: [
        ...checks.map((check) => own('check', check)),
        ...bySystem.map(({ system }) => own('platform', system)),
        // What people say about it is no verification by this component.
        ...control.verified_by
          .filter(({ kind }) => kind !== 'machine')
          .map(({ kind }) => own('also-verified-by', kind)),
      ],
      statements: [{ 'statement-id': statementOf(control.id), uuid: uuid('statement'), description }],
    },
  ];
}

/** Without a control that only people can vouch for: of it the component says nothing. */
export function componentDefinition(catalog: Catalog, written: Written): ComponentDefinition {
  const { language } = written;
  const words = WORDS[language];
  const resource = uuidOf(`catalogue ${catalog.edition.hash}`);
  const requirements = [...catalog.controls.values()].flatMap((control) => requirementOf(control, written));
  return {
    'component-definition': {
      uuid: uuidOf(`component-definition ${catalog.edition.hash} ${language}`),
      metadata: metadataOf(catalog, words.title, written),
      components: [
        {
          uuid: uuidOf('component sonae'),
          type: 'software',
          title: words.title,
          description: words.description,
          purpose: words.purpose,
          'control-implementations': [
            {
              uuid: uuidOf(`component implementation ${catalog.edition.hash}`),
              source: `#${resource}`,
              description: words.implementations,
              'implemented-requirements': requirements,
            },
          ],
        },
      ],
      'back-matter': { resources: [{ uuid: resource, title: `${words.resource} ${catalog.edition.id}` }] },
    },
  };
}
