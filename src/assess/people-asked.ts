// SPDX-License-Identifier: Apache-2.0
/** What colleagues are asked for by name and have not done yet: a part of the self-diagnosis, their choice of threats. */
import type { Bilingual } from '../kernel/language.ts';
import type { ScopedTx } from '../platform/postgres/database.ts';
import type { AssessContext } from './context.ts';
import { openDiagnosis } from './diagnosis/diagnosis-store.ts';
import { loadDiagnosis, sitesFor } from './diagnosis/load-diagnosis.ts';
import { ballotsOf, openVote } from './threats/vote-store.ts';

interface AskedOne {
  readonly memberId: string;
  /** Names the thing itself; with `since` it is one asking. */
  readonly key: string;
  readonly since: Date;
  /** Where it is done. */
  readonly path: string;
}

export type Asked =
  | (AskedOne & { readonly kind: 'diagnosis_part'; readonly part: Bilingual; readonly site: string })
  | (AskedOne & { readonly kind: 'threat_vote' });

async function partsAsked(tx: ScopedTx, context: AssessContext): Promise<Asked[]> {
  const row = await openDiagnosis(tx);
  if (!row) return [];
  const loaded = await loadDiagnosis(tx, context, row);
  const sites = sitesFor(loaded, { memberId: undefined, manager: true }, new Map());
  return loaded.parts.flatMap(
    ({ site_id: siteId, part, member_id: memberId, asked_by: by, asked_at: since }): Asked[] => {
      const site = sites.find((one) => one.siteId === siteId);
      const found = site?.parts.find(({ no }) => no === part);
      // Who took a part themselves knows of it.
      if (!site || !found || found.answered === found.total || by === memberId) return [];
      const place = `${row.diagnosis_id}/${siteId}`;
      const key = `asked:diagnosis:${place}/${part}`;
      const path = `/controls/diagnosis/${place}/${found.next}`;
      return [{ kind: 'diagnosis_part', memberId, key, since, path, part: found.title, site: site.name }];
    },
  );
}

async function voteAsked(tx: ScopedTx, context: AssessContext): Promise<Asked[]> {
  const vote = await openVote(tx);
  if (!vote) return [];
  const chosen = new Set((await ballotsOf(tx, vote.vote_id)).map(({ member_id }) => member_id));
  return (await context.people.members(tx))
    .filter(({ memberId }) => memberId !== vote.opened_by && !chosen.has(memberId))
    .map(({ memberId }) => ({
      kind: 'threat_vote',
      memberId,
      key: `asked:vote:${vote.vote_id}`,
      since: vote.opened_at,
      path: '/threats/vote',
    }));
}

export const peopleAsked = async (tx: ScopedTx, context: AssessContext): Promise<Asked[]> => [
  ...(await partsAsked(tx, context)),
  ...(await voteAsked(tx, context)),
];

/** After the commit those who tell people look at once. */
export function tellOfAsking(tx: ScopedTx, { platform }: Pick<AssessContext, 'platform'>): void {
  const { scope } = tx;
  tx.afterCommit(async () => platform.events.emit('assess.people_asked', scope, {}));
}
