// SPDX-License-Identifier: Apache-2.0
import { expect } from 'vitest';
import { verifyLedger } from '../../../src/assess/index.ts';
import type { LedgerFault } from '../../../src/assess/index.ts';
import type { Loose } from '../../support/browser.ts';
import { must } from '../../tenancy/fill.ts';
import { deviceId, read, rowsOf, step } from '../world.ts';
import type { Step, World } from '../world.ts';

async function verdictOf(world: World, hostname: string, checkId: string): Promise<Loose> {
  const { verdicts } = await read(world, `subjects/${await deviceId(world, hostname)}/verdicts`);
  return verdicts.find((one: Loose) => one.checkId === checkId);
}

async function findings(world: World, state: 'open' | 'closed', hostname: string): Promise<Loose[]> {
  const found = await read(world, `findings?state=${state}&limit=200`);
  return found.findings.filter((one: Loose) => one.subjectLabel === hostname);
}

const isAbout = (what: string) => (one: Loose) => one.checkId === what || one.kind === what;

type Lines = readonly string[];
const leafLines = (lines: Lines): number[] => lines.flatMap((line, at) => (line.includes('"type":"leaf"') ? [at] : []));
const middleLeaf = (lines: Lines): number => leafLines(lines).at(1) ?? 0;

/** What somebody with the database, but without the key, might do to the export. */
const TAMPERINGS: Readonly<Record<string, (lines: Lines) => Lines>> = {
  changed: (lines) =>
    lines.map((line, at) => (at === middleLeaf(lines) ? line.replace(/fail|pass|unknown/, 'not_applicable') : line)),
  removed: (lines) => lines.toSpliced(middleLeaf(lines), 1),
  inserted: (lines) => lines.toSpliced(middleLeaf(lines), 0, lines[middleLeaf(lines)] ?? ''),
};

export const OUTCOME_STEPS: readonly Step[] = [
  step(/^all rows are counted$/, async (world) => {
    world.state.rows = await world.product.rowCounts();
  }),
  step(/^no row has been added$/, async (world) => {
    expect(await world.product.rowCounts()).toEqual(world.state.rows);
  }),
  step(/^only these tables have grown: (.+)$/, async (world, names = '') => {
    const now = await world.product.rowCounts();
    const grown = Object.keys(now).filter((name) => (now[name] ?? 0) !== (world.state.rows[name] ?? 0));
    expect(grown.toSorted()).toEqual(names.split(', ').toSorted());
  }),
  step(/^there (?:is|are) (\d+) devices?$/, async (world, count = '') => {
    expect((await read(world, 'devices')).total).toBe(Number(count));
  }),
  step(/^(\S+) is (active|silent)$/, async (world, hostname = '', state = '') => {
    const { device } = await read(world, `devices/${await deviceId(world, hostname)}`);
    expect(device.state).toBe(state);
  }),
  step(/^(\S+) on (\S+) is (pass|fail|unknown|not_applicable)(?:, because (\S+))?$/, async (world, ...places) => {
    const [checkId = '', hostname = '', verdict, reason] = places;
    expect(await verdictOf(world, hostname, checkId)).toMatchObject({
      verdict,
      ...(reason === undefined ? {} : { reason }),
    });
  }),
  step(/^every verdict on (\S+) is unknown, because stale$/, async (world, hostname = '') => {
    const { verdicts } = await read(world, `subjects/${await deviceId(world, hostname)}/verdicts`);
    expect(verdicts.length).toBeGreaterThan(0);
    for (const one of verdicts) expect(one).toMatchObject({ verdict: 'unknown', reason: 'stale' });
  }),
  step(/^one finding (\S+) is open on (\S+)$/, async (world, what = '', hostname = '') => {
    expect((await findings(world, 'open', hostname)).filter(isAbout(what))).toHaveLength(1);
  }),
  step(/^no finding is open on (\S+)$/, async (world, hostname = '') => {
    expect((await findings(world, 'open', hostname)).map((one) => one.checkId ?? one.kind)).toEqual([]);
  }),
  step(/^the finding (\S+) on (\S+) is closed as (\S+)$/, async (world, ...places) => {
    const [what = '', hostname = '', how = ''] = places;
    expect((await findings(world, 'open', hostname)).filter(isAbout(what))).toEqual([]);
    expect((await findings(world, 'closed', hostname)).find(isAbout(what))).toMatchObject({ closedHow: how });
  }),
  step(
    /^its proof is a leaf in the ledger that says (pass|confirmation) about (\S+)$/,
    async (world, verdict = '', what = '') => {
      const [proof] = await rowsOf<{ kind: string; payload: string }>(
        world,
        `SELECT leaf.kind, held.payload FROM assess_finding finding
       JOIN assess_leaf leaf ON (leaf.org_id, leaf.leaf_id) = (finding.org_id, finding.proof_leaf_id)
       JOIN assess_leaf_payload held ON (held.org_id, held.leaf_id) = (leaf.org_id, leaf.leaf_id)
       WHERE (finding.check_id = $1::text OR finding.kind = $1::text) AND finding.closed_how = 'proven'`,
        [what],
      );
      expect(proof).toBeDefined();
      if (verdict === 'confirmation') expect(['confirmation', 'verdict']).toContain(proof?.kind);
      else expect(JSON.parse(proof?.payload ?? '')).toMatchObject({ check: what, verdict });
    },
  ),
  step(/^(\d+) reports? (?:is|are) set aside, because (\S+)$/, async (world, count = '', reason = '') => {
    const { reports } = await read(world, 'quarantine');
    expect(reports.map((one: Loose) => one.reason)).toEqual(Array.from({ length: Number(count) }, () => reason));
  }),
  step(/^no fact of (\S+) is known$/, async (world, hostname = '') => {
    const { device } = await read(world, `devices/${await deviceId(world, hostname)}`);
    expect(device.facts).toEqual([]);
  }),

  step(/^the ledger is sealed and exported$/, async (world) => {
    const { seal } = must(await world.admin.post(`${world.org}/ledger/seal`, {}));
    expect(seal.leafCount).toBeGreaterThan(0);
    const response = await fetch(`${world.product.origin}${world.org}/ledger/export`, {
      headers: { cookie: [...world.admin.cookies].map(([name, value]) => `${name}=${value}`).join('; ') },
    });
    expect(response.status).toBe(200);
    world.state.exported = (await response.text()).trim().split('\n');
  }),
  step(/^the export is whole by the key that the server shows$/, async (world) => {
    const { publicKey, leaves } = await read(world, 'ledger');
    const report = await verifyLedger(world.state.exported, publicKey);
    expect(report).toMatchObject({ ok: true, faults: [], keyFromOutside: true, leaves, unsealed: 0 });
  }),
  step(/^an export with one row (changed|removed|inserted) is found: (\S+)$/, async (world, how = '', kind = '') => {
    const lines = TAMPERINGS[how]?.(world.state.exported) ?? [];
    expect(lines, 'really tampered with').not.toEqual(world.state.exported);
    const report = await verifyLedger(lines, (await read(world, 'ledger')).publicKey);
    expect(report.ok).toBe(false);
    expect(report.faults.map((fault: LedgerFault) => fault.kind)).toContain(kind);
  }),
];
