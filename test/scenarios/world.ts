// SPDX-License-Identifier: Apache-2.0
/** What a scenario has made so far, and how a step is written. */
import pg from 'pg';
import type { CollectorReport } from '../../src/endpoints/sources/collector/report.ts';
import type { Loose, Reply, TestBrowser } from '../support/browser.ts';
import type { Product } from '../support/product.ts';

/** Something that this machine lacks and cannot be given: the scenario is skipped, and says why. */
export class CannotBeTried extends Error {
  override readonly name = 'CannotBeTried';
}

export interface Machine {
  readonly hostname: string;
  biosUuid: string | undefined;
  agentId: string | undefined;
  mac: string | undefined;
  facts: Partial<CollectorReport['facts']>;
  /** The machine's clock is off by so many days. */
  clockOffDays: number;
  /** A one-hour code, then the key that the first report was answered with. */
  token: string | undefined;
  lookId: string | undefined;
  last: CollectorReport | undefined;
}

export interface Member {
  readonly name: string;
  readonly email: string;
  readonly browser: TestBrowser;
}

export interface World {
  readonly product: Product;
  readonly orgId: string;
  /** `/api/v1/org/<id>` */
  readonly org: string;
  readonly admin: TestBrowser;
  readonly people: Map<string, Member>;
  readonly machines: Map<string, Machine>;
  readonly state: {
    rows: Readonly<Record<string, number>>;
    reply: Pick<Reply<Loose>, 'status' | 'body'>;
    exported: readonly string[];
    enrol: string;
    output: string;
    script: string;
  };
  /** A folder that is removed with the world. */
  readonly folder: string;
}

export interface Step {
  /** The whole line, without `and`, `when`, `then` before it. */
  readonly says: RegExp;
  run(world: World, ...places: string[]): Promise<void>;
}

export const step = (says: RegExp, run: Step['run']): Step => ({ says, run });

export function machineOf(world: World, hostname: string): Machine {
  const found = world.machines.get(hostname);
  if (found) return found;
  const made: Machine = {
    hostname,
    biosUuid: `bios-of-${hostname}`,
    agentId: undefined,
    mac: undefined,
    facts: {},
    clockOffDays: 0,
    token: undefined,
    lookId: undefined,
    last: undefined,
  };
  world.machines.set(hostname, made);
  return made;
}

export function memberOf(world: World, name: string): Member {
  const found = world.people.get(name);
  if (!found) throw new Error(`nobody is called ${name} here`);
  return found;
}

/** The answer's body, or a failure that shows the answer. */
export async function read(world: World, path: string): Promise<Loose> {
  const reply = await world.admin.get(`${world.org}/${path}`);
  if (reply.status !== 200) throw new Error(`${path} answered ${reply.status} ${JSON.stringify(reply.body)}`);
  return reply.body;
}

export async function deviceId(world: World, hostname: string): Promise<string> {
  const { devices } = await read(world, `devices?search=${encodeURIComponent(hostname)}`);
  const [found, more] = devices.filter((device: Loose) => device.hostname === hostname);
  if (!found || more) throw new Error(`${devices.length} devices are called ${hostname}`);
  return found.deviceId;
}

/** As seen above row-level security: what was really written. */
export async function rowsOf<Row extends pg.QueryResultRow>(
  world: World,
  sql: string,
  values: unknown[] = [],
): Promise<Row[]> {
  const client = new pg.Client(world.product.database.superuser);
  await client.connect();
  try {
    return (await client.query<Row>(sql, values)).rows;
  } finally {
    await client.end();
  }
}
