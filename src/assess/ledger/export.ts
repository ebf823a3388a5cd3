// SPDX-License-Identifier: Apache-2.0
/** Writes an organisation's ledger as lines that `sonae verify` reads without a server. */
import type { Database } from '../../platform/postgres/database.ts';
import type { Scope } from '../../platform/postgres/scope.ts';
import type { Signer } from '../../platform/signing.ts';
import { LEDGER_FORMAT } from './leaf.ts';
import { listEpochs, listSeals, sealedPage, unsealedPage } from './store.ts';
import type { ExportLeaf, SealRow } from './store.ts';
import type { ExportLine } from './verify.ts';

const PAGE = 2000;
const NIL_UUID = '00000000-0000-0000-0000-000000000000';
/** One seal a day for 27 years. */
const MAX_SEALS = 10_000;

const leafLine = (epoch: number, leaf: ExportLeaf): ExportLine => ({
  type: 'leaf',
  epoch,
  position: leaf.position,
  leafId: leaf.leaf_id,
  kind: leaf.kind,
  leafHash: leaf.leaf_hash.toString('hex'),
  chainHash: leaf.chain_hash?.toString('hex') ?? null,
  recordedAt: leaf.recorded_at.toISOString(),
  salt: leaf.salt?.toString('hex') ?? null,
  payload: leaf.payload,
});

const sealLine = (seal: SealRow): ExportLine => ({
  type: 'seal',
  epoch: seal.epoch,
  sealNo: seal.seal_no,
  sealedAt: seal.sealed_at.toISOString(),
  leafCount: seal.leaf_count,
  lastPosition: seal.last_position,
  previousRoot: seal.previous_root.toString('hex'),
  root: seal.root.toString('hex'),
  signature: seal.signature.toString('base64'),
});

async function* epochLeaves(db: Database, scope: Scope, epoch: number): AsyncGenerator<ExportLine> {
  let position = 0;
  for (;;) {
    const after = position;
    const page = await db.scoped(scope, async (tx) => sealedPage(tx, { epoch, after, limit: PAGE }));
    for (const leaf of page) yield leafLine(epoch, leaf);
    position = page.at(-1)?.position ?? position;
    if (page.length < PAGE) break;
  }
  let leafId = NIL_UUID;
  for (;;) {
    const after = leafId;
    const page = await db.scoped(scope, async (tx) => unsealedPage(tx, { epoch, after, limit: PAGE }));
    for (const leaf of page) yield leafLine(epoch, leaf);
    leafId = page.at(-1)?.leaf_id ?? leafId;
    if (page.length < PAGE) break;
  }
}

/** Lines of JSON, each ending in a newline; bounded memory whatever the size of the ledger. */
export async function* exportLedger(db: Database, scope: Scope, signer: Signer): AsyncGenerator<string> {
  const written = { leaves: 0, seals: 0 };
  const line = (value: ExportLine): string => `${JSON.stringify(value)}\n`;
  yield line({ type: 'head', format: LEDGER_FORMAT, orgId: scope.orgId, publicKey: signer.publicKeyPem, keyId: signer.keyId });
  // Seals are read first: leaves sealed while the export runs then have no seal in it and count as unsealed.
  const { epochs, seals } = await db.scoped(scope, async (tx) => ({
    epochs: await listEpochs(tx),
    seals: await listSeals(tx, MAX_SEALS),
  }));
  for (const { epoch, started_at, reason } of epochs) {
    yield line({ type: 'epoch', epoch, startedAt: started_at.toISOString(), reason });
    const sealed = Math.max(0, ...seals.filter((seal) => seal.epoch === epoch).map((seal) => seal.last_position));
    for await (const leaf of epochLeaves(db, scope, epoch)) {
      const late = leaf.type === 'leaf' && leaf.position !== null && leaf.position > sealed;
      yield line(late ? { ...leaf, position: null, chainHash: null } : leaf);
      written.leaves += 1;
    }
    for (const seal of seals.filter((each) => each.epoch === epoch).toReversed()) {
      yield line(sealLine(seal));
      written.seals += 1;
    }
  }
  yield line({ type: 'end', ...written });
}
