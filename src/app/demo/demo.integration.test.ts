// SPDX-License-Identifier: Apache-2.0
/** The demo is built as by `sonae serve --demo`, and every state that the product knows is in it. */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { freePorts } from '../../../test/operations/sonae-process.ts';
import { DAY_MS } from '../../kernel/clock.ts';
import { readSettings } from '../../platform/config/settings.ts';
import type { Settings } from '../../platform/config/settings.ts';
import { startSonae } from '../main.ts';
import type { RunningSonae } from '../main.ts';
import { DEMO_PASSWORD, DEVICES, PEOPLE } from './cast.ts';
import { demoOutbound } from './channels.ts';
import { PUBLIC_SLUG } from './papers.ts';
import { startDemo } from './start-demo.ts';
import type { DemoOptions } from './start-demo.ts';
import { visit } from './visitor.ts';
import type { Visitor } from './visitor.ts';

let folder: string;
let settings: Settings;
let sonae: RunningSonae | undefined;
let administrator: Visitor;
let params: { orgId: string };

const options = (more: Partial<DemoOptions> = {}): DemoOptions => ({
  settings,
  fresh: false,
  progress: () => {},
  stopped: () => false,
  ...more,
});

async function enter(who: string): Promise<Visitor> {
  const { demo } = await visit(sonae?.httpUrl ?? '').does('GET /api/v1/demo');
  const person = demo?.persons.find((one) => one.who === who);
  const visitor = visit(sonae?.httpUrl ?? '');
  await visitor.does('POST /api/v1/session', { body: { email: person?.email ?? '', password: demo?.password ?? '' } });
  return visitor.entered();
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'sonae-demo-'));
  const { port, tlsPort } = await freePorts();
  const flags = {
    data: join(folder, 'data'),
    'master-key-file': join(folder, 'master.key'),
    port: String(port),
    'tls-port': String(tlsPort),
    'disk-reserve-mb': '0',
    'log-level': 'silent',
    'smtp-url': 'smtp://127.0.0.1:9',
    'backup-folder': join(folder, 'real-backups'),
  };
  settings = readSettings(flags, {}, { cwd: folder, home: folder, configHome: folder });
  sonae = await startDemo(options());
  administrator = await enter('administrator');
  const session = await administrator.does('GET /api/v1/session');
  params = { orgId: session.signedIn ? (session.memberships[0]?.orgId ?? '') : '' };
}, 300_000);
afterAll(async () => {
  await sonae?.stop();
  rmSync(folder, { recursive: true, force: true });
});

describe('on the last day', () => {
  test('30 people less one who left, and their devices on every system and through every door', async () => {
    const { members } = await administrator.does('GET /api/v1/org/:orgId/members', { params });
    expect(members).toHaveLength(PEOPLE.length - 1);
    const query = { limit: '100' };
    const { devices } = await administrator.does('GET /api/v1/org/:orgId/devices', { params, query });
    expect(devices.length).toBeGreaterThanOrEqual(30);
    expect(new Set(devices.map(({ platform }) => platform))).toEqual(new Set(['windows', 'macos', 'linux']));
    expect(devices.filter(({ state }) => state === 'silent').map(({ hostname }) => hostname)).toEqual(['EIGYOU-06']);
    expect(new Set(DEVICES.map(({ way }) => way)).size).toBe(3);
  });

  test('contradictions, unknowns with reasons, proofs, and one task for today', async () => {
    const home = await administrator.does('GET /api/v1/org/:orgId/home', { params });
    expect(home.contradictions.length).toBeGreaterThan(3);
    const reasons = new Set(home.unknowns.map(({ reason }) => reason));
    expect([...reasons]).toEqual(
      expect.arrayContaining(['query_failed', 'not_reported_by_source', 'no_permission', 'stale']),
    );
    expect(home.proven.length).toBe(5);
    expect(home.today.task).not.toBeNull();
    expect(home.declared).toMatchObject({ notApplicable: 1 });
    expect(Object.values(home.declared).every((count) => count > 0)).toBe(true);
  });

  test('findings of every kind that a company of this size meets, and every way of closing them', async () => {
    const page = async (state: 'open' | 'closed') =>
      (await administrator.does('GET /api/v1/org/:orgId/findings', { params, query: { state, limit: '100' } }))
        .findings;
    const [open, closed] = [await page('open'), await page('closed')];
    const kinds = new Set([...open, ...closed].map(({ kind }) => kind));
    expect([...kinds]).toEqual(
      expect.arrayContaining(['failed_check', 'device_silent', 'clock_implausible', 'leaver_device', 'leaver_account']),
    );
    const ways = new Set(closed.map(({ closedHow }) => closedHow));
    expect([...ways]).toEqual(
      expect.arrayContaining([
        'proven',
        'accepted_until',
        'attested_until',
        'false_positive',
        'superseded',
        'subject_gone',
      ]),
    );
  });

  test('tasks that are overdue, done by proof, and handed on', async () => {
    const tasks = async (state: 'open' | 'done') =>
      (await administrator.does('GET /api/v1/org/:orgId/tasks', { params, query: { state, limit: '100' } })).tasks;
    const [open, done] = [await tasks('open'), await tasks('done')];
    expect(open.some(({ overdue }) => overdue)).toBe(true);
    expect(open.some(({ overdue }) => !overdue)).toBe(true);
    expect(done.length).toBeGreaterThan(2);
    const details = await Promise.all(
      [...open, ...done].map(async ({ taskId }) =>
        administrator.does('GET /api/v1/org/:orgId/tasks/:taskId', { params: { ...params, taskId } }),
      ),
    );
    expect(details.some(({ task }) => task.events.some(({ kind }) => kind === 'handed_on'))).toBe(true);
  });

  test('a ledger that is sealed for each day', async () => {
    const { seals, leaves } = await administrator.does('GET /api/v1/org/:orgId/ledger', { params });
    expect(seals.length).toBeGreaterThan(50);
    expect(leaves).toBeGreaterThan(1000);
  });

  test('a backup that came back from its trial', async () => {
    const { backups, drills } = await (await enter('operator')).does('GET /api/v1/operate/backups');
    expect([backups[0]?.outcome, drills[0]?.outcome]).toEqual(['done', 'done']);
    expect(existsSync(settings.backupFolder ?? ''), 'where real backups lie').toBe(false);
    const control = { params: { ...params, controlId: 'backup-restore-tested' } };
    const { ownDrill } = await administrator.does('GET /api/v1/org/:orgId/controls/:controlId', control);
    expect(ownDrill?.rows).toBeGreaterThan(1000);
  });

  test('a salesperson with one task for today', async () => {
    const home = await (await enter('teleworker')).does('GET /api/v1/org/:orgId/home', { params });
    expect(home.today.task?.controlId).toBe('restart-done');
  });

  test('two finished self-diagnoses with a better second, and one that colleagues are asked for', async () => {
    const diagnoses = await administrator.does('GET /api/v1/org/:orgId/diagnoses', { params });
    const [second, first] = diagnoses.finished;
    expect(diagnoses.finished).toHaveLength(2);
    expect(second?.score).toBeGreaterThan(first?.score ?? 100);
    const months = Date.parse(second?.finishedAt ?? '') - Date.parse(first?.finishedAt ?? '');
    expect(months).toBeGreaterThan(60 * DAY_MS);
    const { questions } = await administrator.does('GET /api/v1/org/:orgId/diagnoses/:diagnosisId/result', {
      params: { ...params, diagnosisId: second?.diagnosisId ?? '' },
    });
    const differing = questions.filter(({ sites }) => new Set(sites.map(({ value }) => value)).size > 1);
    expect(differing.map(({ no, value, reason }) => [no, value, reason !== null])).toEqual([
      [9, 2, false],
      [12, 2, false],
      [16, 4, true],
      [17, 2, false],
    ]);
    expect(diagnoses.open).toMatchObject({ answered: 8, total: 25 });
    expect(diagnoses.open?.sites[0]?.parts.map(({ memberName }) => memberName)).toEqual([null, '卯月 空', '港 一帆']);
    const home = await (await enter('teleworker')).does('GET /api/v1/org/:orgId/home', { params });
    expect(home.diagnosis.asked.map(({ part }) => part)).toEqual([2]);
  });

  test('temporary exceptions that run, end soon, have expired and are over, and what became of the expired one', async () => {
    const list = async (state: 'current' | 'closed') =>
      (await administrator.does('GET /api/v1/org/:orgId/exceptions', { params, query: { state } })).exceptions;
    const [current, closed] = [await list('current'), await list('closed')];
    expect(current.map(({ state, renewals }) => [state, renewals])).toEqual([
      ['expired', 0],
      ['ending', 0],
      ['active', 1],
    ]);
    expect(closed).toHaveLength(1);
    const query = { state: 'open', limit: '100' } as const;
    const { findings } = await administrator.does('GET /api/v1/org/:orgId/findings', { params, query });
    const told = findings.filter(({ kind }) => kind.startsWith('exception_')).map(({ kind }) => kind);
    expect(told.toSorted()).toEqual(['exception_ending', 'exception_expired']);
  });

  test('two ways of teleworking, and two rounds of questions: one over, one with people missing', async () => {
    const { methods } = await administrator.does('GET /api/v1/org/:orgId/telework', { params });
    expect(methods.flatMap(({ id, use }) => (use ? [id] : [])).toSorted()).toEqual(['cloud-services', 'vpn']);
    const { campaigns } = await administrator.does('GET /api/v1/org/:orgId/campaigns', { params });
    expect(campaigns.map(({ open, answered, asked }) => [open, answered > 10, answered < asked])).toEqual([
      [true, true, true],
      [false, true, true],
    ]);
    const campaignId = campaigns[0]?.campaignId ?? '';
    const asked = { params: { ...params, campaignId } };
    const { campaign } = await administrator.does('GET /api/v1/org/:orgId/campaigns/:campaignId', asked);
    expect(campaign.waiting?.length).toBeGreaterThan(0);
    expect(campaign.questions.some(({ all }) => (all?.reasons.length ?? 0) > 0)).toBe(true);
    expect(campaign.questions.some(({ all }) => (all?.contradicted.length ?? 0) > 0)).toBe(true);
  });

  test('a ranking of threats that was counted, and a vote that is open', async () => {
    const { vote } = await administrator.does('GET /api/v1/org/:orgId/threat-vote', { params });
    expect(vote.ranking).toMatchObject({ voters: 14 });
    expect(vote.ranking?.threats[0]?.threatId).toBe('ransomware');
    expect(vote.open).toMatchObject({ voters: 6 });
  });

  test('SECURITY ACTION with a policy that anybody can read', async () => {
    const view = await administrator.does('GET /api/v1/org/:orgId/declarations', { params });
    expect(view.declared.map(({ star }) => star)).toEqual([1, 2]);
    expect(view.publication).toMatchObject({ slug: PUBLIC_SLUG, noindex: true });
    const page = await fetch(`${sonae?.httpUrl ?? ''}/public/${PUBLIC_SLUG}`);
    expect(page.status).toBe(200);
    expect(await page.text()).toContain('みなと文具（デモ）');
  });

  test('a customer’s check sheet that is tied and partly filled, with answers against measurements', async () => {
    const { sheets } = await administrator.does('GET /api/v1/org/:orgId/check-sheets', { params });
    expect(sheets.map(({ laidOut, questions, mapped }) => [laidOut, questions, mapped])).toEqual([
      [false, 0, 0],
      [true, 10, 8],
    ]);
    const asked = { params: { ...params, sheetId: sheets[1]?.sheetId ?? '' } };
    const { questions } = await administrator.does('GET /api/v1/org/:orgId/check-sheets/:sheetId', asked);
    expect(questions.filter(({ answeredBy }) => answeredBy === 'person').map(({ no }) => no)).toEqual([1, 8]);
    // The first by hand; the second was true when it was filled in, until a PC's security software was switched off.
    expect(questions.filter(({ contradictions }) => contradictions.length > 0).map(({ no }) => no)).toEqual([1, 2]);
  });

  test('a month that is kept, for the executive', async () => {
    const { months } = await (await enter('executive')).does('GET /api/v1/org/:orgId/reports', { params });
    expect(months.filter(({ soFar }) => !soFar).length).toBeGreaterThanOrEqual(2);
  });

  test('places for notices, one of them paused, although nothing leaves a demo', async () => {
    const { channels } = await administrator.does('GET /api/v1/org/:orgId/notices/channels', { params });
    expect(channels.map(({ host }) => host).toSorted()).toEqual(['chat.demo.example.jp', 'old-chat.demo.example.jp']);
    expect(channels.filter(({ paused }) => paused).map(({ host }) => host)).toEqual(['old-chat.demo.example.jp']);
    const { deliveries } = await administrator.does('GET /api/v1/org/:orgId/notices/deliveries', { params });
    expect(new Set(deliveries.map(({ state }) => state))).toEqual(new Set(['sent', 'failed']));
    const somewhere = { method: 'POST', url: 'https://hooks.example.com/', maxBytes: 1 } as const;
    await expect(demoOutbound.send(somewhere)).rejects.toThrow('asks nobody');
    await expect(demoOutbound.get(somewhere)).rejects.toThrow('asks nobody');
  });

  test('an operator who watches both organisations, and nobody whose address could be real', async () => {
    const operator = await enter('operator');
    const { organisations } = await operator.does('GET /api/v1/operate/organisations');
    expect(organisations.map(({ name }) => name).toSorted()).toEqual(['こはる歯科（デモ）', 'みなと文具（デモ）']);
    const { members } = await administrator.does('GET /api/v1/org/:orgId/members', { params });
    for (const { email } of members) expect(email).toMatch(/\.example\.jp$/);
  });
});

test('a demo that runs is not emptied under its feet', async () => {
  await expect(startDemo(options({ fresh: true }))).rejects.toThrow('already in use');
  expect((await fetch(`${sonae?.httpUrl ?? ''}/readyz`)).status).toBe(200);
});

test('a second start goes on with the same demo; an ordinary start refuses the folder', async () => {
  await sonae?.stop();
  sonae = undefined;
  await expect(startSonae({ settings })).rejects.toThrow('This folder holds a demo');
  const steps: number[] = [];
  sonae = await startDemo(options({ progress: (percent) => void steps.push(percent) }));
  expect(steps).toEqual([]);
  expect(await (await enter('executive')).does('GET /api/v1/session')).toMatchObject({ signedIn: true });
});

test('a folder with something else in it is not touched', async () => {
  const dataDir = join(folder, 'other');
  const settingsThere = { ...settings, dataDir: folder };
  await expect(startDemo(options({ settings: settingsThere }))).rejects.toThrow('something else than a demo');
  expect(existsSync(dataDir)).toBe(false);
  expect(existsSync(join(folder, 'master.key'))).toBe(true);
});

test('a demo that was not built to its end is built anew', async () => {
  await sonae?.stop();
  sonae = undefined;
  const mark = join(settings.dataDir, 'demo.json');
  writeFileSync(mark, '{"state":"building"');
  let asked = 0;
  const stopped = (): boolean => (asked += 1) > 2;
  expect(await startDemo(options({ stopped }))).toBeUndefined();
  expect(JSON.parse(readFileSync(mark, 'utf8')).state).toBe('building');
});

test('an ordinary installation says that it is no demo, and knows nobody of it', async () => {
  const { port, tlsPort } = await freePorts();
  const place = join(folder, 'ordinary');
  const ordinary = await startSonae({
    settings: { ...settings, dataDir: place, port, tlsPort, smtpUrl: undefined, tlsHost: '127.0.0.1' },
  });
  try {
    const visitor = visit(ordinary.httpUrl);
    expect(await visitor.does('GET /api/v1/demo')).toEqual({ demo: null });
    const body = { email: 'soumu@minato.demo.example.jp', password: DEMO_PASSWORD };
    await expect(visitor.does('POST /api/v1/session', { body })).rejects.toThrow('401');
  } finally {
    await ordinary.stop();
  }
});
