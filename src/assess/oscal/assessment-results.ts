// SPDX-License-Identifier: Apache-2.0
/** What an organisation answered and what its devices showed, as OSCAL assessment results. */
import { metadataOf, oneLine, OSCAL_NS, statementOf, uuidOf } from '../../catalog/index.ts';
import type { Catalog, OscalMetadata, OscalProperty } from '../../catalog/index.ts';
import type { Language } from '../../kernel/language.ts';
import type { ControlItem } from '../contract.ts';
import { standingOf } from '../threats/standing.ts';

interface Observation {
  readonly uuid: string;
  readonly title: string;
  readonly description: string;
  readonly props: readonly OscalProperty[];
  /** OSCAL's own words: a machine tests, a person is interviewed. */
  readonly methods: readonly ('TEST' | 'INTERVIEW')[];
  readonly types: readonly string[];
  readonly collected: string;
}

interface Finding {
  readonly uuid: string;
  readonly title: string;
  readonly description: string;
  readonly target: {
    readonly type: 'statement-id';
    readonly 'target-id': string;
    readonly status: {
      readonly state: 'satisfied' | 'not-satisfied';
      readonly reason: string;
      readonly remarks: string;
    };
  };
  readonly 'related-observations': readonly { readonly 'observation-uuid': string }[];
}

interface Result {
  readonly uuid: string;
  readonly title: string;
  readonly description: string;
  readonly start: string;
  readonly end: string;
  readonly 'reviewed-controls': { readonly 'control-selections': readonly Selection[] };
  readonly observations?: readonly Observation[];
  readonly findings?: readonly Finding[];
}

interface Selection {
  readonly description: string;
  readonly 'include-controls'?: readonly { readonly 'control-id': string }[];
}

export interface AssessmentResults {
  readonly 'assessment-results': {
    readonly uuid: string;
    readonly metadata: OscalMetadata;
    readonly 'import-ap': { readonly href: string; readonly remarks: string };
    readonly results: readonly Result[];
    readonly 'back-matter': { readonly resources: readonly { readonly uuid: string; readonly title: string }[] };
  };
}

export interface Assessed {
  readonly orgId: string;
  readonly organisation: string;
  readonly controls: readonly ControlItem[];
  /** Newest moment at which anything was measured for a check. */
  readonly measuredAt: ReadonlyMap<string, Date>;
}

interface Written {
  readonly language: Language;
  readonly at: Date;
}

const prop = (name: string, value: string | number): OscalProperty => ({
  name,
  ns: OSCAL_NS,
  value: oneLine(String(value)),
});

function measured(control: ControlItem, { orgId, measuredAt }: Assessed, language: Language): Observation[] {
  const { counts } = control;
  const moments = control.checks.flatMap((check) => measuredAt.get(check) ?? []).toSorted((a, b) => +b - +a);
  const [newest] = moments;
  if (!counts || !newest || counts.pass + counts.fail + counts.unknown === 0) return [];
  const { pass, fail, unknown } = counts;
  return [
    {
      uuid: uuidOf(`${orgId} ${control.id} measured ${newest.toISOString()}`),
      title: control.title[language],
      description: `Measured on devices: ${pass} in place, ${fail} not in place, ${unknown} unknown.`,
      props: [
        ...control.checks.map((check) => prop('check', check)),
        prop('in-place', pass),
        prop('not-in-place', fail),
        prop('unknown', unknown),
      ],
      methods: ['TEST'],
      types: ['control-objective'],
      collected: newest.toISOString(),
    },
  ];
}

function declared(control: ControlItem, { orgId }: Assessed, language: Language): Observation[] {
  const { declaration } = control;
  if (!declaration) return [];
  const answer = declaration.value === null ? 'not_applicable' : String(declaration.value);
  return [
    {
      uuid: uuidOf(`${orgId} ${control.id} declared ${declaration.declaredAt}`),
      title: control.title[language],
      // Who answered and what they noted stays in the organisation.
      description: `Answered by a person: ${answer} (4 fully, 2 partly, 0 not yet, -1 don't know).`,
      props: [prop('answer', answer)],
      methods: ['INTERVIEW'],
      types: ['control-objective'],
      collected: declaration.declaredAt,
    },
  ];
}

/** Nothing is claimed where nothing is known: such a control gets observations, but no finding. */
function findingOf(control: ControlItem, observations: readonly Observation[], language: Language): Finding[] {
  const standing = standingOf(control);
  if (observations.length === 0 || standing === 'unknown' || standing === 'not_applicable') return [];
  const satisfied = standing === 'measured' || standing === 'answered';
  return [
    {
      uuid: uuidOf(`finding ${observations.map(({ uuid }) => uuid).join(' ')}`),
      title: control.title[language],
      description: `${control.id}: ${standing}`,
      target: {
        type: 'statement-id',
        'target-id': statementOf(control.id),
        status: {
          state: satisfied ? 'satisfied' : 'not-satisfied',
          reason: satisfied ? 'pass' : 'fail',
          remarks: standing === 'answered' ? 'A person’s word; nothing was measured.' : `Standing: ${standing}.`,
        },
      },
      'related-observations': observations.map(({ uuid }) => ({ 'observation-uuid': uuid })),
    },
  ];
}

function resultOf(assessed: Assessed, { language, at }: Written): Result {
  const each = assessed.controls.map((control) => ({
    control,
    observations: [...measured(control, assessed, language), ...declared(control, assessed, language)],
  }));
  const seen = each.filter(({ observations }) => observations.length > 0);
  const observations = seen.flatMap((one) => one.observations);
  const findings = seen.flatMap((one) => findingOf(one.control, one.observations, language));
  const moments = observations.map(({ collected }) => collected).toSorted();
  return {
    uuid: uuidOf(`result ${assessed.orgId} ${at.toISOString()}`),
    title: assessed.organisation,
    description: `${seen.length} of ${assessed.controls.length} controls have an answer or a measurement.`,
    start: moments[0] ?? at.toISOString(),
    end: at.toISOString(),
    'reviewed-controls': {
      'control-selections': [
        seen.length === 0
          ? { description: 'Nothing has been answered or measured yet.' }
          : {
              description: 'Controls that have been answered or measured.',
              'include-controls': seen.map(({ control }) => ({ 'control-id': control.id })),
            },
      ],
    },
    // OSCAL takes no empty lists.
    ...(observations.length > 0 && { observations }),
    ...(findings.length > 0 && { findings }),
  };
}

export function assessmentResults(catalog: Catalog, assessed: Assessed, written: Written): AssessmentResults {
  const title =
    written.language === 'ja' ? `${assessed.organisation} 対策の状態` : `${assessed.organisation}: state of controls`;
  const plan = uuidOf(`plan ${catalog.edition.hash}`);
  return {
    'assessment-results': {
      uuid: uuidOf(`results ${assessed.orgId} ${written.at.toISOString()}`),
      metadata: metadataOf(catalog, oneLine(title), written),
      'import-ap': { href: `#${plan}`, remarks: 'There is no separate plan: the catalogue says what is looked at.' },
      results: [resultOf(assessed, written)],
      'back-matter': { resources: [{ uuid: plan, title: `Sonae catalogue ${catalog.edition.id}` }] },
    },
  };
}
