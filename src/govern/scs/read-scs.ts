// SPDX-License-Identifier: Apache-2.0
import { notFound } from '../../kernel/errors.ts';
import type { Bilingual } from '../../kernel/language.ts';
import type { ScopedTx } from '../../platform/postgres/database.ts';
import { stateNow } from '../check-sheets/sheet-context.ts';
import type { GovernContext } from '../context.ts';
import { itemsOf } from '../declarations/read-items.ts';
import type { ScsRequirement, ScsView } from './contract.ts';
import { importedCriteria } from './scs-store.ts';
import type { CriterionRow } from './scs-store.ts';

const EDITION = 'scs-2026';

/** First digit of a requirement (SCS mapping of October 2026, checked by its author against IPA); English is ours. */
export const AREAS: Readonly<Record<string, Bilingual>> = {
  '1': { ja: 'ガバナンスの整備', en: 'Governance' },
  '2': { ja: '取引先管理', en: 'Business partners' },
  '3': { ja: 'リスクの特定', en: 'Identifying risks' },
  '4': { ja: '攻撃等の防御', en: 'Protecting' },
  '5': { ja: '攻撃等の検知', en: 'Detecting' },
  '6': { ja: 'インシデントへの対応', en: 'Responding' },
  '7': { ja: 'インシデントからの復旧', en: 'Recovering' },
};

const inOrder = (a: string, b: string): number => {
  const [left, right] = [a.split('-').map(Number), b.split('-').map(Number)];
  for (const [at, one] of left.entries()) if (one !== right[at]) return one - (right[at] ?? 0);
  return 0;
};

function officialOf(ref: string, rows: readonly CriterionRow[]): ScsRequirement['official'] {
  const own = rows.filter(({ requirement_no }) => requirement_no === ref);
  const [first] = own;
  if (!first) return null;
  return {
    name: first.requirement_name,
    text: first.requirement,
    criteria: own.map(({ criterion_no, criterion }) => ({ no: criterion_no, text: criterion })),
  };
}

export function tallyOf(requirements: readonly ScsRequirement[], star: number) {
  const own = requirements.filter(({ stars }) => stars.includes(star));
  const count = (answer: ScsRequirement['answer']): number => own.filter((one) => one.answer === answer).length;
  const [yes, partly, no] = [count('yes') + count('not_applicable'), count('partly'), count('no')];
  return { all: own.length, yes, partly, no, open: own.length - yes - partly - no };
}

export async function readScs(tx: ScopedTx, context: GovernContext): Promise<ScsView> {
  const edition = context.catalog.editions.get(EDITION);
  if (!edition) throw notFound();
  const rows = await importedCriteria(tx);
  const state = await stateNow(tx, context);
  const requirements = itemsOf(edition, context.catalog, state)
    .map((item): ScsRequirement => ({
      ...item,
      area: AREAS[item.ref.slice(0, 1)] ?? { ja: '', en: '' },
      stars: [...(edition.refs[item.ref]?.stars ?? [])],
      official: officialOf(item.ref, rows),
    }))
    .toSorted((a, b) => inOrder(a.ref, b.ref));
  const [first] = rows;
  return {
    edition: { id: edition.id, title: edition.title, wording: edition.wording, note: edition.note ?? null },
    tallies: { star3: tallyOf(requirements, 3), star4: tallyOf(requirements, 4) },
    requirements,
    criteria: first
      ? { fileName: first.file_name, importedAt: first.imported_at.toISOString(), rows: rows.length }
      : null,
  };
}
