// SPDX-License-Identifier: Apache-2.0
import { generateKeyPairSync, sign } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ExportLine, LeafLine, LedgerFault, SealLine } from './export-format.ts';
import { LEDGER_FORMAT, canonicalJson, chainNext, chainStart, leafHash, sealMessage } from './leaf.ts';
import { verifyLedger } from './verify.ts';
import type { LedgerReport } from './verify.ts';

const ORG = '01936f2a-0000-7000-8000-000000000001';
const keys = generateKeyPairSync('ed25519');
const otherKeys = generateKeyPairSync('ed25519');
const pem = (key: KeyObject): string => key.export({ type: 'spki', format: 'pem' }).toString();

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
const idOf = (number: number): string => `01936f2a-0000-7000-9000-${String(number).padStart(12, '0')}`;

function leaf(number: number, epoch = 1): LeafLine {
  const salt = Buffer.alloc(16, number % 256);
  const payload = canonicalJson({ kind: 'verdict', number });
  return {
    type: 'leaf',
    epoch,
    position: null,
    leafId: idOf(epoch * 1000 + number),
    kind: 'verdict',
    leafHash: hex(leafHash(salt, payload)),
    chainHash: null,
    recordedAt: '2026-11-20T00:00:00.000Z',
    salt: hex(salt),
    payload,
  };
}

/** Gives rows their places and chain values, as sealing does. */
function chained(leaves: readonly LeafLine[], epoch = 1): LeafLine[] {
  let chain = chainStart(ORG, epoch);
  return leaves.map((row, index) => {
    chain = chainNext(chain, { leafId: row.leafId, kind: row.kind, leafHash: Buffer.from(row.leafHash, 'hex') });
    return { ...row, position: index + 1, chainHash: hex(chain) };
  });
}

function sealed(rows: readonly LeafLine[], counts: readonly number[], privateKey = keys.privateKey): SealLine[] {
  let last = 0;
  return counts.map((leafCount, index) => {
    const epoch = rows[0]?.epoch ?? 1;
    const facts = {
      epoch,
      sealNo: index + 1,
      sealedAt: `2026-11-${20 + index}T00:04:00.000Z`,
      leafCount,
      lastPosition: last + leafCount,
      previousRoot: last === 0 ? hex(chainStart(ORG, epoch)) : (rows[last - 1]?.chainHash ?? ''),
      root: rows[last + leafCount - 1]?.chainHash ?? '',
    };
    last += leafCount;
    return {
      type: 'seal',
      ...facts,
      signature: sign(null, sealMessage({ orgId: ORG, ...facts }), privateKey).toString('base64'),
    };
  });
}

interface Ledger {
  rows: LeafLine[];
  seals: SealLine[];
  unsealed: LeafLine[];
}

/** Three seals over 4 + 3 + 5 rows and three rows not sealed yet. */
function ledger(counts: readonly number[] = [4, 3, 5], unsealed = 3, epoch = 1): Ledger {
  const total = counts.reduce((sum, count) => sum + count, 0);
  const rows = chained(
    Array.from({ length: total }, (_, index) => leaf(index + 1, epoch)),
    epoch,
  );
  const rest = Array.from({ length: unsealed }, (_, index) => leaf(total + index + 1, epoch));
  return { rows, seals: sealed(rows, counts), unsealed: rest };
}

const epochLines = ({ rows, seals, unsealed }: Ledger): ExportLine[] => {
  const epoch = rows[0]?.epoch ?? 1;
  return [
    { type: 'epoch', epoch, startedAt: '2026-11-20T00:00:00.000Z', reason: 'first' },
    ...seals,
    ...rows,
    ...unsealed,
  ];
};

function lines(parts: readonly Ledger[], publicKey = keys.publicKey): ExportLine[] {
  const body = parts.flatMap(epochLines);
  const count = (type: ExportLine['type']): number => body.filter((line) => line.type === type).length;
  return [
    { type: 'head', format: LEDGER_FORMAT, orgId: ORG, publicKey: pem(publicKey), keyId: '0'.repeat(16) },
    ...body,
    { type: 'end', leaves: count('leaf'), seals: count('seal') },
  ];
}

const verify = async (all: readonly ExportLine[], key?: string): Promise<LedgerReport> =>
  verifyLedger(
    all.map((line) => JSON.stringify(line)),
    key,
  );
const faultsOf = async (part: Ledger): Promise<readonly LedgerFault[]> => (await verify(lines([part]))).faults;

const at = (part: Ledger, position: number): LeafLine => part.rows[position - 1] ?? leaf(0);
function change(part: Ledger, position: number, more: Partial<LeafLine>): void {
  part.rows[position - 1] = { ...at(part, position), ...more };
}
const renumber = (rows: readonly LeafLine[]): LeafLine[] => rows.map((row, index) => ({ ...row, position: index + 1 }));
const without = (part: Ledger, position: number): LeafLine[] => part.rows.toSpliced(position - 1, 1);
const withRow = (part: Ledger, position: number, row: LeafLine): LeafLine[] =>
  part.rows.toSpliced(position - 1, 0, row);
const stranger = (): LeafLine => ({ ...leaf(777), chainHash: 'ab'.repeat(32) });

describe('a ledger nobody touched', () => {
  it('is whole', async () => {
    const report = await verify(lines([ledger()]));
    expect(report).toMatchObject({
      ok: true,
      orgId: ORG,
      leaves: 15,
      sealed: 12,
      unsealed: 3,
      seals: 3,
      withoutPayload: 0,
      faults: [],
    });
    expect(report.epochs[0]?.lastSeal).toMatchObject({ sealNo: 3, root: at(ledger(), 12).chainHash });
    expect(report.keyFromOutside).toBe(false);
  });

  it('stays whole when payloads were deleted for privacy', async () => {
    const part = ledger();
    for (const position of [1, 6, 12]) change(part, position, { salt: null, payload: null });
    expect(await verify(lines([part]))).toMatchObject({ ok: true, withoutPayload: 3 });
  });

  it('is whole before its first seal, empty, and over two epochs', async () => {
    expect((await verify(lines([ledger([], 4)]))).ok).toBe(true);
    expect((await verify(lines([]))).ok).toBe(true);
    expect(await verify(lines([ledger(), ledger([2, 2], 0, 2)]))).toMatchObject({ ok: true, seals: 5, leaves: 19 });
  });

  it('is whole whatever the sizes of its seals', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 1, max: 6 }), { maxLength: 5 }),
        fc.nat(3),
        async (counts, unsealed) => {
          expect(await faultsOf(ledger(counts, unsealed))).toEqual([]);
        },
      ),
      { numRuns: 30 },
    );
  });
});

type Tampering = readonly [what: string, how: (part: Ledger) => void, faults: readonly LedgerFault[]];
const changed = (
  kind: 'payload_changed' | 'leaf_changed' | 'row_inserted',
  position: number,
  leafId: string,
): LedgerFault => ({
  kind,
  epoch: 1,
  position,
  leafId,
});

const TAMPERINGS: readonly Tampering[] = [
  [
    'one changed payload',
    (part) => change(part, 6, { payload: '{"kind":"verdict","number":99}' }),
    [changed('payload_changed', 6, idOf(1006))],
  ],
  [
    'a changed payload that is not sealed yet',
    (part) => (part.unsealed[1] = { ...leaf(14), payload: '{}' }),
    [changed('payload_changed', 0, idOf(1014))],
  ],
  [
    'one changed leaf hash',
    (part) => change(part, 6, { leafHash: 'cd'.repeat(32) }),
    [changed('leaf_changed', 6, idOf(1006))],
  ],
  [
    'payload and hash changed together',
    (part) =>
      change(part, 6, { ...leaf(99), leafId: at(part, 6).leafId, position: 6, chainHash: at(part, 6).chainHash }),
    [changed('leaf_changed', 6, idOf(1006))],
  ],
  [
    'the last row of a seal changed',
    (part) => change(part, 7, { leafHash: 'cd'.repeat(32) }),
    [changed('leaf_changed', 7, idOf(1007))],
  ],
  [
    'the very last row changed',
    (part) => change(part, 12, { leafHash: 'cd'.repeat(32) }),
    [changed('leaf_changed', 12, idOf(1012))],
  ],
  ['another kind', (part) => change(part, 2, { kind: 'closure' }), [changed('leaf_changed', 2, idOf(1002))]],
  [
    'only the chain value changed',
    (part) => change(part, 6, { chainHash: 'cd'.repeat(32) }),
    [changed('leaf_changed', 6, idOf(1006))],
  ],
  [
    'two changed rows',
    (part) => (change(part, 2, { leafHash: 'cd'.repeat(32) }), change(part, 3, { leafHash: 'ef'.repeat(32) })),
    [changed('leaf_changed', 2, idOf(1002)), changed('leaf_changed', 3, idOf(1003))],
  ],
  ['one removed row', (part) => (part.rows = without(part, 6)), [{ kind: 'row_removed', epoch: 1, position: 6 }]],
  ['the first row removed', (part) => (part.rows = without(part, 1)), [{ kind: 'row_removed', epoch: 1, position: 1 }]],
  [
    'the last row of a seal removed',
    (part) => (part.rows = without(part, 7)),
    [{ kind: 'row_removed', epoch: 1, position: 7 }],
  ],
  [
    'a removed row, the others renumbered',
    (part) => (part.rows = renumber(without(part, 6))),
    [{ kind: 'row_removed', epoch: 1, position: 6 }],
  ],
  [
    'the first row removed, the others renumbered',
    (part) => (part.rows = renumber(without(part, 1))),
    [{ kind: 'row_removed', epoch: 1, position: 1 }],
  ],
  [
    'the last row of a seal removed, the others renumbered',
    (part) => (part.rows = renumber(without(part, 7))),
    [{ kind: 'row_removed', epoch: 1, position: 7 }],
  ],
  [
    'two neighbours removed, the others renumbered',
    (part) => (part.rows = renumber(without({ ...part, rows: without(part, 9) }, 9))),
    [
      { kind: 'row_removed', epoch: 1, position: 9 },
      { kind: 'row_removed', epoch: 1, position: 10 },
    ],
  ],
  [
    'the last rows removed',
    (part) => part.rows.splice(10),
    [
      { kind: 'row_removed', epoch: 1, position: 11 },
      { kind: 'row_removed', epoch: 1, position: 12 },
    ],
  ],
  [
    'an inserted row with a place that is taken',
    (part) => (part.rows = withRow(part, 6, { ...stranger(), position: 6 })),
    [changed('row_inserted', 6, idOf(1777))],
  ],
  [
    'the same behind the true row',
    (part) => (part.rows = withRow(part, 7, { ...stranger(), position: 6 })),
    [changed('row_inserted', 6, idOf(1777))],
  ],
  [
    'an inserted row, the others renumbered',
    (part) => (part.rows = renumber(withRow(part, 6, stranger()))),
    [changed('row_inserted', 6, idOf(1777))],
  ],
  [
    'an inserted row whose own chain value is right',
    (part) => {
      const rows = chained(withRow(part, 6, leaf(777)));
      part.rows = renumber(withRow(part, 6, rows[5] ?? stranger()));
    },
    [changed('row_inserted', 6, idOf(1777))],
  ],
  [
    'an inserted row at the very beginning',
    (part) => (part.rows = renumber(withRow(part, 1, stranger()))),
    [changed('row_inserted', 1, idOf(1777))],
  ],
  [
    'an inserted row, chain computed anew, old seals',
    (part) => (part.rows = chained(withRow(part, 6, leaf(777)))),
    [changed('row_inserted', 6, idOf(1777))],
  ],
  [
    'the same in the last seal, nothing unsealed',
    (part) => {
      part.rows = chained(withRow(part, 10, leaf(777)));
      part.unsealed = [];
    },
    [changed('row_inserted', 10, idOf(1777))],
  ],
  [
    'a removed row, chain computed anew, old seals',
    (part) => (part.rows = chained(without(part, 6))),
    [{ kind: 'row_removed', epoch: 1, from: 5, position: 7 }],
  ],
  [
    'a changed row, chain computed anew, old seals',
    (part) => (part.rows = chained(part.rows.with(5, { ...leaf(777), leafId: idOf(1006) }))),
    [{ kind: 'seal_wrong', epoch: 1, sealNo: 2 }],
  ],
  [
    'two rows exchanged with all they carry',
    (part) => (part.rows = renumber(part.rows.with(5, at(part, 7)).with(6, at(part, 6)))),
    [{ kind: 'order_wrong', line: 11 }],
  ],
  [
    'two lines of the file exchanged',
    (part) => (part.rows = part.rows.with(5, at(part, 7)).with(6, at(part, 6))),
    [{ kind: 'order_wrong', line: 12 }],
  ],
  ['a removed seal', (part) => part.seals.splice(1, 1), [{ kind: 'seal_missing', epoch: 1, sealNo: 2 }]],
  ['the last seal removed', (part) => part.seals.pop(), [{ kind: 'seal_missing', epoch: 1, sealNo: 3 }]],
  ['all seals removed', (part) => (part.seals = []), [{ kind: 'seal_missing', epoch: 1, sealNo: 1 }]],
  [
    'a forged seal',
    (part) =>
      (part.seals = part.seals.with(1, { ...(part.seals[1] ?? sealed(part.rows, [1])[0]!), root: 'cd'.repeat(32) })),
    [{ kind: 'seal_signature_wrong', epoch: 1, sealNo: 2 }],
  ],
  [
    'the last seal signed by a stranger',
    (part) => part.seals.splice(2, 1, sealed(part.rows, [4, 3, 5], otherKeys.privateKey)[2]!),
    [{ kind: 'seal_signature_wrong', epoch: 1, sealNo: 3 }],
  ],
  ['a seal twice', (part) => part.seals.splice(1, 0, part.seals[0]!), [{ kind: 'seal_wrong', epoch: 1, sealNo: 1 }]],
  [
    'a change where the seal is missing',
    (part) => (part.seals.splice(1, 1), change(part, 6, { leafHash: 'cd'.repeat(32) })),
    [{ kind: 'seal_missing', epoch: 1, sealNo: 2 }, changed('leaf_changed', 6, idOf(1006))],
  ],
  [
    'one changed, one removed, one inserted',
    (part) => {
      change(part, 11, { payload: '{}' });
      part.rows = withRow({ ...part, rows: without(part, 6) }, 3, { ...stranger(), position: 2 });
    },
    [
      changed('row_inserted', 2, idOf(1777)),
      { kind: 'row_removed', epoch: 1, position: 6 },
      changed('payload_changed', 11, idOf(1011)),
    ],
  ],
];

describe('a ledger somebody touched', () => {
  it.each(TAMPERINGS)('%s', async (_, tamper, faults) => {
    const part = ledger();
    tamper(part);
    expect(await faultsOf(part)).toEqual(faults);
  });

  it('unsealed rows cut from the end of the file', async () => {
    const all = lines([ledger()]);
    const report = await verify([...all.slice(0, -3), ...all.slice(-1)]);
    expect(report.faults).toEqual([{ kind: 'count_wrong', line: all.length - 2, said: 15, found: 13 }]);
  });

  it('a row taken out of the file is named once although the last line counts it', async () => {
    const all = lines([ledger()]);
    const index = all.findIndex((line) => line.type === 'leaf' && line.position === 6);
    expect((await verify(all.toSpliced(index, 1))).faults).toEqual([{ kind: 'row_removed', epoch: 1, position: 6 }]);
  });

  it('a second epoch is checked by itself', async () => {
    const first = ledger();
    const second = ledger([2, 2], 1, 2);
    second.rows = without(second, 3);
    expect((await verify(lines([first, second]))).faults).toEqual([{ kind: 'row_removed', epoch: 2, position: 3 }]);
  });

  it('rebuilt and signed with another key: the key from outside wins over the one in the export', async () => {
    const part = ledger();
    part.rows = chained(part.rows.with(5, leaf(777)));
    part.seals = sealed(part.rows, [4, 3, 5], otherKeys.privateKey);
    const all = lines([part], otherKeys.publicKey);
    expect((await verify(all)).ok).toBe(true);
    const report = await verify(all, pem(keys.publicKey));
    expect(report.keyFromOutside).toBe(true);
    expect(report.faults).toEqual([1, 2, 3].map((sealNo) => ({ kind: 'seal_signature_wrong', epoch: 1, sealNo })));
    expect(report.keyId).not.toBe((await verify(all)).keyId);
    expect((await verify(lines([ledger()]), pem(keys.publicKey))).ok).toBe(true);
  });

  it('something that is no key at all proves nothing', async () => {
    expect((await verify(lines([ledger()]), 'not a key')).faults.map(({ kind }) => kind)).toEqual(
      Array(3).fill('seal_signature_wrong'),
    );
  });

  it('any one row changed, removed or doubled, anywhere: always found and named, once', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 12 }),
        fc.constantFrom('payload', 'hash', 'remove', 'renumber', 'double'),
        async (position, how) => {
          const part = ledger();
          if (how === 'payload') change(part, position, { payload: '{"kind":"x"}' });
          if (how === 'hash') change(part, position, { leafHash: 'ef'.repeat(32) });
          if (how === 'remove') part.rows = without(part, position);
          if (how === 'renumber') part.rows = renumber(without(part, position));
          if (how === 'double') part.rows = withRow(part, position, { ...at(part, position), leafId: idOf(5) });
          const faults = await faultsOf(part);
          expect(faults).toHaveLength(1);
          const expected = {
            payload: 'payload_changed',
            hash: 'leaf_changed',
            remove: 'row_removed',
            renumber: 'row_removed',
            double: 'row_inserted',
          };
          expect(faults[0]).toMatchObject({ kind: expected[how], position });
        },
      ),
      { numRuns: 80 },
    );
  });
});

describe('a file that is damaged', () => {
  it('names the line that cannot be read, also a truncated last one', async () => {
    const text = lines([ledger()]).map((line) => JSON.stringify(line));
    const report = await verifyLedger([...text.slice(0, -1), text.at(-1)?.slice(0, 20) ?? '']);
    expect(report.faults).toEqual([
      { kind: 'unreadable_line', line: text.length },
      { kind: 'end_missing', line: text.length },
    ]);
  });

  it('without a head nothing is claimed', async () => {
    const all = lines([ledger()]);
    expect((await verify(all.slice(1))).faults).toEqual([{ kind: 'head_missing', line: 1 }]);
    expect(await verifyLedger([])).toMatchObject({ ok: false, faults: [{ kind: 'head_missing', line: 1 }] });
  });

  it('two heads, lines after the end, a row of an unknown epoch', async () => {
    const all = lines([ledger()]);
    const [head] = all;
    expect((await verify([...all.slice(0, 2), ...(head ? [head] : []), ...all.slice(2)])).faults).toEqual([
      { kind: 'order_wrong', line: 3 },
    ]);
    expect((await verify([...all, { ...leaf(1), epoch: 1 }])).faults).toEqual([
      { kind: 'order_wrong', line: all.length + 1 },
    ]);
    expect((await verify(all.toSpliced(3, 0, { ...leaf(1), epoch: 9 }))).faults).toEqual([
      { kind: 'order_wrong', line: 4 },
    ]);
  });

  it('absurd numbers end soon', async () => {
    const part = ledger();
    change(part, 12, { position: Number.MAX_SAFE_INTEGER });
    const [seal] = part.seals;
    if (seal) part.seals.push({ ...seal, sealNo: Number.MAX_SAFE_INTEGER, leafCount: -5 });
    const report = await verify(lines([part]));
    expect(report.ok).toBe(false);
    expect(report.faults.length).toBeLessThanOrEqual(100);
  });
});
