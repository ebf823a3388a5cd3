// SPDX-License-Identifier: Apache-2.0
import type { Catalog, MethodFile } from '../../catalog/index.ts';
import { notFound } from '../../kernel/errors.ts';
import type { ScopedTx } from '../../platform/postgres/database.ts';
import type { GovernContext } from '../context.ts';
import type { CRITERIA, TeleworkMethod } from './contract.ts';
import { methodsInUse } from './method-store.ts';
import type { MethodUseRow } from './method-store.ts';

interface Backed {
  readonly how_sure: TeleworkMethod['backing']['howSure'];
  readonly source: string;
}

/** How sure we are and whose words we read; every source of the catalogue resolves, its loader has seen to that. */
export function backingOf(catalog: Catalog, { how_sure, source }: Backed): TeleworkMethod['backing'] {
  const found = catalog.sources.get(source);
  return {
    howSure: how_sure,
    source: {
      title: found?.title ?? { ja: source, en: source },
      url: found?.url ?? null,
      read: found?.read ?? 'own',
    },
  };
}

export function methodFileOf(catalog: Catalog, methodId: string): MethodFile {
  const found = catalog.methods.find(({ id }) => id === methodId);
  if (!found) throw notFound('method_not_found');
  return found;
}

interface Used {
  readonly uses: readonly MethodUseRow[];
  readonly names: ReadonlyMap<string, string>;
}

function methodView(catalog: Catalog, method: MethodFile, { uses, names }: Used): TeleworkMethod {
  const { id, number, title, how, fits, cautions } = method;
  const use = uses.find((one) => one.method_id === id);
  const ratingOf = (criterion: (typeof CRITERIA)[number]) => {
    const { grade, ja, en } = method.ratings[criterion];
    return { grade, reason: { ja, en } };
  };
  return {
    id,
    number,
    title,
    how,
    fits,
    ratings: {
      office_work: ratingOf('office_work'),
      busy_lines: ratingOf('busy_lines'),
      cost: ratingOf('cost'),
      setup: ratingOf('setup'),
      control: ratingOf('control'),
    },
    backing: backingOf(catalog, method),
    cautions: cautions.list,
    use: use
      ? {
          since: use.since.toISOString(),
          memberName: names.get(use.member_id) ?? null,
          note: use.note,
          answers: use.answers,
        }
      : null,
  };
}

export async function methodViews(
  tx: ScopedTx,
  { catalog, people }: GovernContext,
  methods: readonly MethodFile[],
): Promise<TeleworkMethod[]> {
  const uses = await methodsInUse(tx);
  const names = new Map((await people.members(tx)).map(({ memberId, name }) => [memberId, name]));
  return methods.map((method) => methodView(catalog, method, { uses, names }));
}
