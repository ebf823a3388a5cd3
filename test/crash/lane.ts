// SPDX-License-Identifier: Apache-2.0
/** One installation that is killed again and again under load, and looked at after each restart. */
import { setTimeout as sleep } from 'node:timers/promises';
import { spawnSonae } from '../operations/sonae-process.ts';
import type { SonaeProcess } from '../operations/sonae-process.ts';
import { Book, KINDS } from './book.ts';
import { countMarks, findFaults, stuckJobs } from './check-store.ts';
import { asSuperuser, ledgerFaults, newPlace, ready } from './installation.ts';
import type { Place } from './installation.ts';
import { chooseVictim, kill9, killBackend, postmasterOf, processesIn } from './kill.ts';
import type { Victim } from './kill.ts';
import { use } from './load.ts';
import type { Load } from './load.ts';
import type { Chance } from './random.ts';

/** A ledger of some ten thousand leaves is verified in a second; older folders would make the campaign slow, not harder. */
const CYCLES_PER_FOLDER = 100;
const WHOLE_LOOK_EVERY = 25;
const LOAD_MS = { from: 150, to: 900 } as const;
const JOBS_WITHIN_MS = 90_000;
const START_MS = { from: 30, to: 1500 } as const;

export interface CycleResult {
  readonly victim: Victim;
  /** From starting the program (or from the kill, where it goes on) until it is ready. */
  readonly backMs: number;
  readonly faults: readonly string[];
}

export class Lane {
  readonly #chance: Chance;
  #place: Place | undefined;
  #running: SonaeProcess | undefined;
  #book = new Book();
  #agents: Load['agents'] = [];
  #cycles = 0;
  #promisedBefore = 0;
  #databaseKills = 0;

  constructor(chance: Chance) {
    this.#chance = chance;
  }

  /** Writes that were answered with success, in all folders of this lane. */
  get promised(): number {
    return this.#promisedBefore + this.#book.total;
  }

  get folder(): string | undefined {
    return this.#place?.installation.folder;
  }

  get output(): string {
    return `${this.#running?.stdout() ?? ''}${this.#running?.stderr() ?? ''}`;
  }

  /** Never throws: what goes wrong is a fault too. */
  async cycle(): Promise<CycleResult> {
    const begun: { victim: Victim | undefined } = { victim: undefined };
    try {
      return await this.#cycle(begun);
    } catch (error) {
      const told = error instanceof Error ? (error.stack ?? error.message) : String(error);
      return { victim: begun.victim ?? 'node', backMs: Number.NaN, faults: [told] };
    }
  }

  async #cycle(begun: { victim: Victim | undefined }): Promise<CycleResult> {
    const place = await this.#open();
    const victim = this.#notTooOften(chooseVictim(this.#chance));
    begun.victim = victim;
    const complaints = await this.#loadUntil(place, async () => this.#strike(place, victim));
    const began = performance.now();
    const restarted = new Date();
    if (victim !== 'postgres' && victim !== 'backend') await this.#restart(place, victim);
    await ready(place);
    const backMs = performance.now() - began;
    this.#cycles += 1;
    const whole = this.#cycles % WHOLE_LOOK_EVERY === 0 || this.#cycles === CYCLES_PER_FOLDER;
    const faults = [...complaints, ...(await this.#look(place, whole))];
    if (whole) faults.push(...(await this.#jobsLeft(place, restarted)));
    if (this.#cycles >= CYCLES_PER_FOLDER && faults.length === 0) faults.push(...(await this.close()));
    return { victim, backMs, faults };
  }

  /** PostgreSQL is started again at once the first time, then ever later: a program that met it twice is killed with it. */
  #notTooOften(victim: Victim): Victim {
    const databaseOnly = victim === 'postgres' || victim === 'backend';
    this.#databaseKills = databaseOnly ? this.#databaseKills + 1 : 0;
    if (this.#databaseKills <= 2) return victim;
    this.#databaseKills = 0;
    return 'both';
  }

  /** Stops the program as a person does and removes its folder; what is left running is a fault. */
  async close(): Promise<readonly string[]> {
    const place = this.#place;
    this.#place = undefined;
    if (!place) return [];
    const { folder } = place.installation;
    this.#running?.child.kill('SIGTERM');
    const ended = await this.#running?.ended;
    this.#running = undefined;
    const left = processesIn(folder);
    place.installation.remove();
    return [
      ...(ended?.code === 0 ? [] : [`a stop ended with ${ended?.code ?? ended?.signal}`]),
      ...left.map((pid) => `process ${pid} is left behind`),
    ];
  }

  /** Ends the program and keeps the folder for whoever looks into it. */
  async abandon(): Promise<void> {
    this.#running?.child.kill('SIGTERM');
    await this.#running?.ended;
  }

  async #open(): Promise<Place> {
    if (this.#place) return this.#place;
    const { running, ...place } = await newPlace();
    this.#place = place;
    this.#running = running;
    this.#promisedBefore += this.#book.total;
    this.#book = new Book();
    this.#agents = [];
    this.#cycles = 0;
    return place;
  }

  /** Runs the load until some moment, strikes, and ends it. Returns what no crash explains. */
  async #loadUntil({ installed }: Place, strike: () => Promise<void>): Promise<readonly string[]> {
    const stop = new AbortController();
    const load: Load = {
      installed,
      book: this.#book,
      chance: this.#chance,
      stop: stop.signal,
      agents: this.#agents,
      complaints: [],
    };
    const using = use(load);
    await sleep(this.#chance.between(LOAD_MS.from, LOAD_MS.to));
    await strike();
    stop.abort();
    await using;
    return load.complaints.slice(0, 3);
  }

  async #strike(place: Place, victim: Victim): Promise<void> {
    const postmaster = postmasterOf(place.installation.dataDir);
    const node = (): void => kill9(this.#running?.pid);
    const postgres = (): void => kill9(postmaster);
    // The program goes on without its database for a moment, and people with it.
    const meanwhile = async (): Promise<void> => sleep(this.#chance.between(20, 400));
    const strikes: Readonly<Record<Victim, () => Promise<void> | void>> = {
      asked: () => void this.#running?.child.kill('SIGTERM'),
      node,
      starting: node,
      both: () => {
        const [first, second] = this.#chance.next() < 0.5 ? [node, postgres] : [postgres, node];
        first();
        second();
      },
      postgres: async () => {
        postgres();
        await meanwhile();
      },
      backend: async () => {
        killBackend(postmaster, this.#chance);
        await meanwhile();
      },
    };
    await strikes[victim]();
  }

  async #restart({ installation }: Place, victim: Victim): Promise<void> {
    await this.#running?.ended;
    if (victim === 'starting') {
      const half = spawnSonae(['serve', ...installation.flags]);
      await sleep(this.#chance.between(START_MS.from, START_MS.to));
      kill9(half.pid);
      if (this.#chance.next() < 0.5) kill9(postmasterOf(installation.dataDir));
      await half.ended;
    }
    this.#running = await installation.start();
  }

  async #look(place: Place, whole: boolean): Promise<readonly string[]> {
    const faults = await asSuperuser(place, async (client) => {
      const found: string[] = [];
      for (const kind of KINDS) {
        const fresh = this.#book.fresh(kind);
        const promised = whole ? this.#book.all(kind) : fresh;
        const { missing, twice } = await countMarks(client, kind, { promised, unsure: this.#book.unsureOf(kind) });
        found.push(...missing.map((mark) => `promised and missing: ${mark}`));
        found.push(...twice.map((mark) => `there twice: ${mark}`));
      }
      return [...found, ...(await findFaults(client))];
    });
    return [...faults, ...(await ledgerFaults(place))];
  }

  /** A worker that lost its database gives back what it held within the minute (platform/jobs.ts). */
  async #jobsLeft(place: Place, restarted: Date): Promise<readonly string[]> {
    let jobs: readonly string[] = [];
    for (let waited = 0; waited < JOBS_WITHIN_MS; waited += 500) {
      jobs = await asSuperuser(place, async (client) => stuckJobs(client, restarted));
      if (jobs.length === 0) break;
      await sleep(500);
    }
    return jobs.map((job) => `a job is stuck: ${job}`);
  }
}
