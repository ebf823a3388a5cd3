// SPDX-License-Identifier: Apache-2.0
/** What is lived with for a time, for those who report about it. */
import type { ScopedTx } from '../../platform/postgres/database.ts';
import { listExceptionRows } from './exception-store.ts';

export interface ReportedException {
  readonly title: string;
  readonly reason: string;
  /** Local date; in the past = expired and still not decided. */
  readonly endsOn: string;
  readonly approvedById: string;
}

/** Those that are not closed, the earliest end first. */
export async function exceptionsToReport(
  tx: ScopedTx,
  { today, limit }: { readonly today: string; readonly limit: number },
): Promise<ReportedException[]> {
  const rows = await listExceptionRows(tx, { filter: 'current', today, ownerId: undefined, after: undefined, limit });
  return rows.map(({ title, reason, ends_on, approved_by_member_id }) => ({
    title,
    reason,
    endsOn: ends_on,
    approvedById: approved_by_member_id,
  }));
}
