// SPDX-License-Identifier: Apache-2.0
/** Against what each control helps most: by the organisation's own ranking when it has one, else by this year's list. */
import type { Catalog, ControlFile } from '../../catalog/index.ts';
import type { Bilingual } from '../../kernel/language.ts';
import en from '../en.json' with { type: 'json' };
import ja from '../ja.json' with { type: 'json' };
import type { Ranking } from '../threats/contract.ts';

const YEARLY = 'ipa-threats';
/** The yearly list has ten places; of our own ranking no more than these weigh either. */
const PLACES = 10;
const OWN_LIST: Bilingual = { ja: ja['threats.ownRanking'], en: en['threats.ownRanking'] };

export interface RankedAgainst {
  readonly rank: number;
  readonly title: Bilingual;
  /** What the rank is a place in. */
  readonly list: Bilingual;
}

type ByControl = ReadonlyMap<string, RankedAgainst>;

function yearly(catalog: Catalog, control: ControlFile, day: string): RankedAgainst | undefined {
  const edition = catalog.editionOn(YEARLY, day);
  if (!edition) return undefined;
  const ranks = control.mappings.flatMap((mapping) =>
    mapping.edition === edition.id && /^\d+$/.test(mapping.ref) ? [Number(mapping.ref)] : [],
  );
  const best = Math.min(...ranks);
  const entry = edition.refs[String(best)];
  return entry && { rank: best, title: { ja: entry.ja, en: entry.en }, list: edition.title };
}

function byYearlyList(catalog: Catalog, day: string): ByControl {
  return new Map(
    [...catalog.controls.values()].flatMap((control) => {
      const found = yearly(catalog, control, day);
      return found ? [[control.id, found] as const] : [];
    }),
  );
}

function byOwnRanking(catalog: Catalog, { threats }: Ranking): ByControl {
  const found = new Map<string, RankedAgainst>();
  for (const { threatId, rank } of threats.slice(0, PLACES)) {
    const title = catalog.threats.get(threatId)?.title;
    if (!title) continue;
    for (const { id } of catalog.controlsAgainst(threatId)) {
      if (!found.has(id)) found.set(id, { rank, title, list: OWN_LIST });
    }
  }
  return found;
}

/** The best-placed threat of each control; controls that work against none of the ten are absent. */
export const threatsOfControls = (
  catalog: Catalog,
  { day, ranking }: { readonly day: string; readonly ranking: Ranking | null },
): ByControl => (ranking ? byOwnRanking(catalog, ranking) : byYearlyList(catalog, day));
