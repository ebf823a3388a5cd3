// SPDX-License-Identifier: Apache-2.0
/** One organisation of the demo: its people come in, its devices report. */
import { DEMO_PASSWORD } from './cast.ts';
import type { DemoDevice, DemoPerson } from './cast.ts';
import { deliver } from './deliver.ts';
import type { Kept } from './deliver.ts';
import { visit } from './visitor.ts';
import type { Visitor } from './visitor.ts';

export const mailOf = (key: string, domain: string): string => `${key}@${domain}`;

/** So many requests at once: the server has two cores to itself while the demo is built. */
const AT_ONCE = 6;

/** Does the work with each, a few at a time. */
export async function together<T>(things: readonly T[], work: (thing: T) => Promise<void>): Promise<void> {
  const waiting = [...things];
  const worker = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) await work(next);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
}

export interface CompanyOptions {
  readonly origin: string;
  readonly orgId: string;
  /** Domain of its people's addresses. */
  readonly domain: string;
  readonly people: readonly [DemoPerson, ...DemoPerson[]];
  readonly devices: readonly DemoDevice[];
}

export class Company {
  readonly #options: CompanyOptions;
  readonly #kept = new Map<string, Kept>();
  #agents = { user: '', secret: '' };

  constructor(options: CompanyOptions) {
    this.#options = options;
  }

  get params(): { readonly orgId: string } {
    return { orgId: this.#options.orgId };
  }

  async enter(key: string): Promise<Visitor> {
    const visitor = visit(this.#options.origin);
    await visitor.does('POST /api/v1/session', {
      body: { email: mailOf(key, this.#options.domain), password: DEMO_PASSWORD },
    });
    return visitor.entered();
  }

  async administrator(): Promise<Visitor> {
    return this.enter(this.#options.people[0].key);
  }

  /** Everybody but the first, who is there already. */
  async everybodyComes(): Promise<void> {
    const administrator = await this.administrator();
    const { params } = this;
    const [, ...others] = this.#options.people;
    await together(others, async ({ key, name, kana, roles }) => {
      const asked = await administrator.does('POST /api/v1/org/:orgId/invitations', {
        params,
        body: { name, kana, roles: [...roles], language: 'ja' },
      });
      await this.accept(asked.link, { key, name, kana });
    });
    await administrator.does('POST /api/v1/org/:orgId/credentials', { params, body: { label: 'デモ用' } });
    const { user, credentials } = await administrator.does('GET /api/v1/org/:orgId/agent-setup', { params });
    this.#agents = { user, secret: credentials[0]?.secret ?? '' };
  }

  async accept(link: string, { key, name, kana }: Pick<DemoPerson, 'key' | 'name' | 'kana'>): Promise<void> {
    const token = link.slice(link.indexOf('#') + 1);
    const email = mailOf(key, this.#options.domain);
    await visit(this.#options.origin).does('POST /api/v1/invitation/accept', {
      body: { token, name, kana, email, password: DEMO_PASSWORD, language: 'ja' },
    });
  }

  /** A collector begins with the one-hour code of whoever uses the device; for servers that is the administrator. */
  async codeFor(owner: string | null): Promise<string> {
    const visitor = owner === null ? await this.administrator() : await this.enter(owner);
    const body = { kind: 'sh' } as const;
    return (await visitor.does('POST /api/v1/org/:orgId/first-looks', { params: this.params, body })).code;
  }

  async reportsOf(day: number, at: Date): Promise<void> {
    const due = this.#options.devices.filter((device) => isDue(device, day));
    await together(due, async (device) => {
      const kept = this.#kept.get(device.hostname) ?? {};
      this.#kept.set(device.hostname, kept);
      if (device.way === 'collector') kept.token ??= await this.codeFor(device.owner);
      await deliver({ origin: this.#options.origin, device, day, at, kept, agents: this.#agents });
    });
  }

  /** Agents of a roll-out know no person; the administrator says whose device it is. */
  async nameOwners(): Promise<void> {
    const administrator = await this.administrator();
    for (const { hostname, owner, way } of this.#options.devices) {
      if (way === 'collector' && owner !== null) continue;
      const ownerId = owner === null ? null : await this.memberId(owner);
      const params = { ...this.params, deviceId: await this.deviceId(hostname) };
      await administrator.does('PATCH /api/v1/org/:orgId/devices/:deviceId', { params, body: { ownerId } });
    }
  }

  async memberId(key: string): Promise<string> {
    const administrator = await this.administrator();
    const { members } = await administrator.does('GET /api/v1/org/:orgId/members', { params: this.params });
    const name = this.#options.people.find((person) => person.key === key)?.name;
    const found = members.find((member) => member.name === name);
    if (!found) throw new Error(`the demo has no member ${key}`);
    return found.memberId;
  }

  async deviceId(hostname: string): Promise<string> {
    const administrator = await this.administrator();
    const query = { search: hostname.toLowerCase() };
    const { devices } = await administrator.does('GET /api/v1/org/:orgId/devices', { params: this.params, query });
    const found = devices.find((device) => device.hostname === hostname);
    if (!found) throw new Error(`the demo has no device ${hostname}`);
    return found.deviceId;
  }
}

/** Every fourth day at first, then daily; and always when something changes. */
function isDue(device: DemoDevice, day: number): boolean {
  const { from = 1, until = Number.POSITIVE_INFINITY, quirks = {}, hostname } = device;
  if (day < from || day > until) return false;
  if (day === from || day >= LIVELY_FROM) return true;
  if (Object.values(quirks).some((days) => days.includes(day))) return true;
  return (day + hostname.length) % SPARSE === 0;
}

const LIVELY_FROM = 80;
const SPARSE = 5;
