// SPDX-License-Identifier: Apache-2.0
/** Writes an organisation's ledger as lines that `sonae verify` reads without a server. */
import type { Database } from '../../platform/postgres/database.ts';
import type { Scope } from '../../platform/postgres/scope.ts';
import type { Signer } from '../../platform/signing.ts';
import { LEDGER_FORMAT } from './leaf.ts';
import type { ExportLine } from './export-format.ts';
import { laterPage, listEpochs, lockSealing, reachOfEpochs, sealPage, sealedPage } from './store.ts';
import type { ExportLeaf, Reach, SealRow } from './store.ts';

const PAGE = 2000;
const NIL_UUID = '00000000-0000-0000-0000-000000000000';

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

interface EpochPart {
  readonly db: Database;
  readonly scope: Scope;
  readonly reach: Reach;
}

async function* epochSeals({ db, scope, reach }: EpochPart): AsyncGenerator<ExportLine> {
  let after = 0;
  for (;;) {
    const from = after;
    const page = await db.scoped(scope, async (tx) =>
      sealPage(tx, { epoch: reach.epoch, after: from, upTo: reach.seals, limit: PAGE }),
    );
    for (const seal of page) yield sealLine(seal);
    after = page.at(-1)?.seal_no ?? after;
    if (page.length < PAGE) return;
  }
}

async function* placedLeaves({ db, scope, reach }: EpochPart): AsyncGenerator<ExportLine> {
  const { epoch, placed: upTo } = reach;
  let after = { position: Number.MIN_SAFE_INTEGER, id: NIL_UUID };
  for (;;) {
    const from = after;
    const page = await db.scoped(scope, async (tx) => sealedPage(tx, { epoch, after: from, upTo, limit: PAGE }));
    for (const leaf of page) yield leafLine(epoch, leaf);
    const last = page.at(-1);
    if (!last || page.length < PAGE) return;
    after = { position: last.position ?? from.position, id: last.leaf_id };
  }
}

/** What no seal of this export covers, even if it was sealed a moment ago. */
async function* laterLeaves({ db, scope, reach }: EpochPart): AsyncGenerator<ExportLine> {
  const { epoch, placed: upTo } = reach;
  let after = NIL_UUID;
  for (;;) {
    const from = after;
    const page = await db.scoped(scope, async (tx) => laterPage(tx, { epoch, after: from, upTo, limit: PAGE }));
    for (const leaf of page) yield leafLine(epoch, { ...leaf, position: null, chain_hash: null });
    after = page.at(-1)?.leaf_id ?? after;
    if (page.length < PAGE) return;
  }
}

/** Lines of JSON, each ending in a newline; bounded memory whatever the size of the ledger. */
export async function* exportLedger(db: Database, scope: Scope, signer: Signer): AsyncGenerator<string> {
  const written = { leaves: 0, seals: 0 };
  const line = (value: ExportLine): string => `${JSON.stringify(value)}\n`;
  yield line({
    type: 'head',
    format: LEDGER_FORMAT,
    orgId: scope.orgId,
    publicKey: signer.publicKeyPem,
    keyId: signer.keyId,
  });
  // How far seals and rows reach is read while nobody seals: a seal that is missing shows as rows beyond the last one.
  const { epochs, reaches } = await db.scoped(scope, async (tx) => {
    await lockSealing(tx);
    return {
      epochs: await listEpochs(tx),
      reaches: new Map((await reachOfEpochs(tx)).map((reach) => [reach.epoch, reach])),
    };
  });
  for (const { epoch, started_at, reason } of epochs) {
    yield line({ type: 'epoch', epoch, startedAt: started_at.toISOString(), reason });
    const part: EpochPart = { db, scope, reach: reaches.get(epoch) ?? { epoch, seals: 0, placed: 0 } };
    for await (const seal of epochSeals(part)) {
      yield line(seal);
      written.seals += 1;
    }
    for (const source of [placedLeaves(part), laterLeaves(part)]) {
      for await (const leaf of source) {
        yield line(leaf);
        written.leaves += 1;
      }
    }
  }
  yield line({ type: 'end', ...written });
}
