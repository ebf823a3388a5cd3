// SPDX-License-Identifier: Apache-2.0
/** Every text of the catalogue that people read, with the place it stands at. */
import type { Catalog } from '../load-catalog.ts';
import type { ControlFile } from '../schema.ts';

export interface CatalogText {
  /** The file it is in: `controls/screen-locked`. */
  readonly file: string;
  /** Where in it: `why`, `fix.windows.2`. */
  readonly part: string;
  readonly ja: string;
  readonly en: string;
}

interface Words {
  readonly ja: string;
  readonly en: string;
}

const numbered = (part: string, list: readonly Words[]): [string, Words][] =>
  list.map((words, at) => [`${part}.${at + 1}`, words]);

/** The body of a control in the order a page shows it; titles have no room to explain anything. */
export function bodyOf({ what, why, question, fix }: ControlFile): [string, Words][] {
  return [
    ['what', what],
    ['why', why],
    ['question', question],
    ...(['windows', 'macos', 'linux', 'general'] as const).flatMap((system) =>
      numbered(`fix.${system}`, fix[system] ?? []),
    ),
  ];
}

const located = (file: string, parts: readonly [string, Words][]): CatalogText[] =>
  parts.map(([part, { ja, en }]) => ({ file, part, ja, en }));

/** One list of texts for each thing that is read as a whole: a control, a threat, a case, a way of teleworking. */
export function textsByFile(catalog: Catalog): readonly (readonly CatalogText[])[] {
  const controls = [...catalog.controls.values()].map((control) => located(`controls/${control.id}`, bodyOf(control)));
  const threats = [...catalog.threats.values()].map((threat) =>
    located(`threats/${threat.id}`, [
      ['plain', threat.plain],
      ['to_us', threat.to_us],
      ...numbered('methods', threat.methods),
      ...numbered('causes', threat.causes),
      ...numbered('measures', threat.measures),
    ]),
  );
  const cases = [...catalog.cases.values()].map((one) =>
    located(`cases/${one.id}`, [...numbered('story', one.story), ...numbered('watch_for', one.watch_for)]),
  );
  const methods = catalog.methods.map((method) =>
    located(`methods/${method.id}`, [
      ['how', method.how],
      ['fits', method.fits],
      ...numbered('cautions', method.cautions.list),
    ]),
  );
  const personal = (catalog.personal?.threats ?? []).map((one) =>
    located('personal-threats', [
      [`${one.id}.what`, one.what],
      ...numbered(`${one.id}.notice`, one.notice),
      ...numbered(`${one.id}.do`, one.do),
    ]),
  );
  return [...controls, ...threats, ...cases, ...methods, ...personal];
}
