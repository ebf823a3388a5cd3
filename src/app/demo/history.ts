// SPDX-License-Identifier: Apache-2.0
/** 90 days of two fictitious organisations and an operator, told through the product's own doors. */
import { DAY_MS, MINUTE_MS } from '../../kernel/clock.ts';
import type { Clock, ManualClock } from '../../kernel/clock.ts';
import { ACTS } from './acts.ts';
import {
  DEMO_PASSWORD,
  DEVICES,
  MAIN_DOMAIN,
  OPERATOR,
  PEOPLE,
  SMALL_DEVICES,
  SMALL_DOMAIN,
  SMALL_PEOPLE,
} from './cast.ts';
import type { DemoDevice, DemoPerson } from './cast.ts';
import { Company, mailOf } from './company.ts';
import type { Scene } from './scene.ts';
import { visit } from './visitor.ts';
import type { Visitor } from './visitor.ts';

export const HISTORY_DAYS = 90;

export interface Stage {
  readonly origin: string;
  readonly clock: ManualClock;
  readonly setupToken: string;
  readonly runJob: (name: string) => Promise<void>;
  readonly progress: (percent: number) => void;
  /** The real time; the history ends a few minutes before it. */
  readonly real: Clock;
  readonly stopped: () => boolean;
}

const ORGANISATION = { kana: '', industry: 'wholesale_retail' } as const;

interface Founding {
  readonly name: string;
  readonly size: '1-5' | '21-50';
  readonly people: readonly [DemoPerson, ...DemoPerson[]];
  readonly devices: readonly DemoDevice[];
  readonly domain: string;
}

/** Makes an organisation as an operator does; its first person accepts and lets the operator in. */
async function found(
  { origin }: Stage,
  operator: Visitor,
  { name, size, people, devices, domain }: Founding,
): Promise<Company> {
  const [first] = people;
  const { orgId, link } = await operator.does('POST /api/v1/operate/organisations', {
    body: {
      organisation: { ...ORGANISATION, name, sizeBand: size },
      administrator: { name: first.name, kana: first.kana },
      language: 'ja',
    },
  });
  const company = new Company({ origin, orgId, domain, people, devices });
  await company.accept(link, first);
  const administrator = await company.administrator();
  await administrator.does('POST /api/v1/org/:orgId/operators', {
    params: company.params,
    body: { email: mailOf(OPERATOR.key, OPERATOR.domain), roles: ['watcher', 'responder'] },
  });
  return company;
}

async function begin(stage: Stage): Promise<Scene> {
  const operator = visit(stage.origin);
  const { name, kana, key, domain } = OPERATOR;
  await operator.does('POST /api/v1/setup/complete', {
    body: {
      token: stage.setupToken,
      language: 'ja',
      organisation: { ...ORGANISATION, name: 'そなえ見守り事務所（デモ）', sizeBand: '1-5' },
      administrator: { name, kana, email: mailOf(key, domain), password: DEMO_PASSWORD },
    },
  });
  await operator.entered();
  const minato = { name: 'みなと文具（デモ）', size: '21-50', people: PEOPLE, devices: DEVICES } as const;
  const koharu = { name: 'こはる歯科（デモ）', size: '1-5', people: SMALL_PEOPLE, devices: SMALL_DEVICES } as const;
  const main = await found(stage, operator, { ...minato, domain: MAIN_DOMAIN });
  const small = await found(stage, operator, { ...koharu, domain: SMALL_DOMAIN });
  await main.everybodyComes();
  await small.everybodyComes();
  return { origin: stage.origin, clock: stage.clock, main, small };
}

const DAILY = [
  'assess.fade',
  'assess.expire_overrulings',
  'govern.tell_exceptions',
  'govern.run_campaigns',
  'identity.end_due_members',
  'assess.seal_ledger',
  'report.months',
] as const;

/** Before it there is nobody to tell: places for notices are added on that day (acts.ts). */
const NOTICES_FROM = 82;

/** Once is enough to show what each night and each week do. */
const LAST_NIGHT = ['platform.backup', 'platform.restore_drill'] as const;

/** The last day ends now, a few minutes ago, so that nothing lies in the future. */
const ENDS_BEFORE_MS = 10 * MINUTE_MS;

/** Tells everything. Throws when a door answers otherwise than the story needs. */
export async function tellHistory(stage: Stage): Promise<void> {
  const { clock, stopped } = stage;
  const end = stage.real.now().getTime() - ENDS_BEFORE_MS;
  const scene = await begin(stage);
  for (let day = 1; day <= HISTORY_DAYS && !stopped(); day += 1) {
    clock.set(new Date(end - (HISTORY_DAYS - day) * DAY_MS));
    await scene.main.reportsOf(day, clock.now());
    await scene.small.reportsOf(day, clock.now());
    for (const act of ACTS[day] ?? []) await act(scene);
    for (const job of DAILY) await stage.runJob(job);
    if (day >= NOTICES_FROM) await stage.runJob('notify.look');
    stage.progress(Math.round((day / HISTORY_DAYS) * 100));
  }
  for (const job of stopped() ? [] : LAST_NIGHT) await stage.runJob(job);
}
