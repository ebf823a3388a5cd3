// SPDX-License-Identifier: Apache-2.0
import { notFound } from '../kernel/errors.ts';
import { newUuid } from '../kernel/ids.ts';
import { audit } from '../platform/audit.ts';
import type { ScopedTx } from '../platform/postgres/database.ts';
import type { AssessContext } from './context.ts';
import { insertDeclaration } from './home-store.ts';
import type { DeclarationRow } from './home-store.ts';
import { recordEntries } from './ledger/record.ts';

export interface Answer {
  readonly controlId: string;
  readonly value: DeclarationRow['value'];
  readonly note: string;
  readonly memberId: string;
}

/** Records what a person answers; earlier answers stay readable. */
export async function declare(tx: ScopedTx, context: AssessContext, answer: Answer): Promise<void> {
  const { catalog, platform } = context;
  if (!catalog.controls.has(answer.controlId)) throw notFound('control_not_found');
  const { controlId, value, note, memberId } = answer;
  const edition = catalog.edition.id;
  const [leafId = ''] = await recordEntries(tx, platform, [
    { kind: 'declaration', payload: { control: controlId, value, note, member: memberId, catalog_edition: edition } },
  ]);
  const declarationId = newUuid(platform.clock, platform.random);
  await insertDeclaration(tx, { ...answer, declarationId, at: platform.clock.now(), edition, leafId });
  await audit(tx, platform.clock, { action: 'assess.declared', subject: controlId, detail: { value } });
}
