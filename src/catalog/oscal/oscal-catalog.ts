// SPDX-License-Identifier: Apache-2.0
import type { Language } from '../../kernel/language.ts';
import type { Catalog } from '../load-catalog.ts';
import type { ControlFile } from '../schema.ts';
import { guidelineLevel, handbookMark } from '../handbook-mark.ts';
import { oneLine, OSCAL_NS, OSCAL_VERSION, own, uuidOf } from './shapes.ts';
import type { OscalMetadata, OscalPart, OscalProperty, OscalResource } from './shapes.ts';

export interface OscalControl {
  readonly id: string;
  readonly class: string;
  readonly title: string;
  readonly props: readonly OscalProperty[];
  readonly links: readonly { readonly href: string; readonly rel: string }[];
  readonly parts: readonly OscalPart[];
}

export interface OscalCatalog {
  readonly catalog: {
    readonly uuid: string;
    readonly metadata: OscalMetadata;
    readonly groups: readonly {
      readonly id: string;
      readonly title: string;
      readonly controls: readonly OscalControl[];
    }[];
    readonly 'back-matter': { readonly resources: readonly OscalResource[] };
  };
}

interface Written {
  readonly language: Language;
  /** Moment of the export. */
  readonly at: Date;
}

/** Id of the statement that says what should be true; assessment results point at it. */
export const statementOf = (controlId: string): string => `${controlId}_smt`;

const SYSTEMS = ['windows', 'macos', 'linux', 'general'] as const;
const resourceOf = (edition: string): string => uuidOf(`edition ${edition}`);

function partsOf(control: ControlFile, language: Language): OscalPart[] {
  const { id, what, why, question, fix } = control;
  const steps = SYSTEMS.flatMap((system) => (fix[system] ? [{ system, list: fix[system] }] : []));
  return [
    { id: statementOf(id), name: 'statement', prose: what[language] },
    { id: `${id}_gdn`, name: 'guidance', prose: why[language] },
    { id: `${id}_qst`, name: 'question', ns: OSCAL_NS, prose: question[language] },
    ...steps.map(({ system, list }) => ({
      id: `${id}_fix.${system}`,
      name: 'how-to',
      ns: OSCAL_NS,
      title: system,
      parts: list.map((step, at) => ({ id: `${id}_fix.${system}.${at + 1}`, name: 'item', prose: step[language] })),
    })),
  ];
}

function propsOf(control: ControlFile): OscalProperty[] {
  const { role, importance, difficulty, harm, verified_by, mappings } = control;
  const mark = handbookMark(importance, difficulty);
  return [
    own('role', role),
    own('importance', importance),
    own('difficulty', difficulty),
    own('level', guidelineLevel(difficulty)),
    own('harm', String(harm)),
    ...(mark ? [own('priority', mark)] : []),
    ...verified_by.map(({ kind }) => own('verified-by', kind)),
    ...mappings.map((one) => ({
      ...own('mapping', `${one.edition} ${one.ref}`),
      class: one.how_sure.replace('_', '-'),
    })),
  ];
}

function controlOf(control: ControlFile, language: Language): OscalControl {
  const editions = [...new Set(control.mappings.map(({ edition }) => edition))];
  return {
    id: control.id,
    class: 'sonae',
    title: control.title[language],
    props: propsOf(control),
    links: [
      ...editions.map((edition) => ({ href: `#${resourceOf(edition)}`, rel: 'related' })),
      ...control.references.map(({ url }) => ({ href: url, rel: 'reference' })),
    ],
    parts: partsOf(control, language),
  };
}

function resourcesOf(catalog: Catalog, language: Language): OscalResource[] {
  return [...catalog.editions.values()].map(({ id, title, wording, url }) => ({
    uuid: resourceOf(id),
    title: oneLine(title[language]),
    description: wording[language],
    ...(url !== undefined && { rlinks: [{ href: url }] }),
  }));
}

export function metadataOf(catalog: Catalog, title: string, { language, at }: Written): OscalMetadata {
  return {
    title,
    'last-modified': at.toISOString(),
    version: catalog.edition.version,
    'oscal-version': OSCAL_VERSION,
    props: [own('language', language), own('catalogue-hash', catalog.edition.hash)],
  };
}

const REMARKS = 'Own words, Apache-2.0. Guidelines named here belong to their issuers.';

/** The whole catalogue as an OSCAL catalog; one language, because OSCAL's texts have one. */
export function oscalCatalog(catalog: Catalog, written: Written): OscalCatalog {
  const { language } = written;
  const title = language === 'ja' ? 'Sonae 対策カタログ' : 'Sonae catalogue of controls';
  const inTheme = (theme: string): ControlFile[] => [...catalog.controls.values()].filter((c) => c.theme === theme);
  const groups = catalog.themes.map(({ id, title: name }) => ({
    id,
    title: name[language],
    controls: inTheme(id).map((control) => controlOf(control, language)),
  }));
  return {
    catalog: {
      uuid: uuidOf(`catalog ${catalog.edition.hash} ${language}`),
      metadata: { ...metadataOf(catalog, title, written), remarks: REMARKS },
      // A group without controls would be an empty list, which OSCAL does not take.
      groups: groups.filter(({ controls }) => controls.length > 0),
      'back-matter': { resources: resourcesOf(catalog, language) },
    },
  };
}
