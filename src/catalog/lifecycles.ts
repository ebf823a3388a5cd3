// SPDX-License-Identifier: Apache-2.0
/** From what a machine says of its operating system to the life cycle of that version; never a guess. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { recogniseOs } from './recognise-os.ts';

/** What is asked: the parts of an operating-system fact that name the product. Same names as the fact, no import upward. */
export interface LifecycleQuery {
  readonly platform: string;
  readonly name: string;
  readonly version?: string | undefined;
  readonly build?: string | undefined;
  readonly edition?: 'W' | 'E' | 'LTSC' | 'SERVER' | undefined;
}

export interface Lifecycle {
  /** endoflife.date product: "windows", "macos", "ubuntu" … */
  readonly product: string;
  /** endoflife.date cycle: "11-23h2-w", "15", "22.04" … */
  readonly cycle: string;
  /** Name to show, the same in both languages: "Windows 11 23H2 (Home, Pro)". */
  readonly label: string;
  /**
   * Last day of ordinary security updates (`2026-11-10`); false = no end announced and maintained on `dataDate`
   * (Apple announces none: old data makes this worth less every month); null = the data does not say.
   */
  readonly endOfSupport: string | null | false;
  /** Last day of extended security updates, when the maker offers them for this version. */
  readonly extendedSecurity?: string;
  /** `included` = they come by themselves (Debian LTS); `enrolment` = only after a contract or sign-up (Windows ESU). */
  readonly extendedTerms?: 'included' | 'enrolment';
  readonly releasedOn: string;
  /** Newest minor version known on `dataDate`: "15.7.9", "12.15". Not known for Windows. */
  readonly latest?: string;
  readonly latestOn?: string;
  /** Day of the reference data. */
  readonly dataDate: string;
}

const cycle = z.strictObject({
  cycle: z.string(),
  label: z.string(),
  released: z.iso.date(),
  end: z.union([z.iso.date(), z.literal(false), z.null()]),
  extended: z.iso.date().optional(),
  terms: z.enum(['included', 'enrolment']).optional(),
  build: z.string().optional(),
  latest: z.string().optional(),
  latestOn: z.iso.date().optional(),
});
const file = z.strictObject({
  about: z.strictObject({ source: z.string(), licence: z.string(), dataDate: z.iso.date(), madeBy: z.string() }),
  products: z.record(z.string(), z.array(cycle)),
});

export interface LifecycleTable {
  readonly dataDate: string;
  /** product → cycle → life cycle */
  readonly cycles: ReadonlyMap<string, ReadonlyMap<string, Lifecycle>>;
  /** Windows products: build ("10.0.22631") → cycles that carry it. */
  readonly builds: ReadonlyMap<string, ReadonlyMap<string, readonly string[]>>;
}

function toLifecycle(product: string, c: z.infer<typeof cycle>, dataDate: string): Lifecycle {
  return {
    product,
    cycle: c.cycle,
    label: c.label,
    endOfSupport: c.end,
    releasedOn: c.released,
    dataDate,
    ...(c.extended === undefined ? {} : { extendedSecurity: c.extended }),
    ...(c.terms === undefined ? {} : { extendedTerms: c.terms }),
    ...(c.latest === undefined ? {} : { latest: c.latest }),
    ...(c.latestOn === undefined ? {} : { latestOn: c.latestOn }),
  };
}

/** Reads the text of a life-cycle file. @throws ZodError or SyntaxError when it is not one. */
export function parseLifecycles(text: string): LifecycleTable {
  const { about, products } = file.parse(JSON.parse(text));
  const cycles = new Map<string, ReadonlyMap<string, Lifecycle>>();
  const builds = new Map<string, ReadonlyMap<string, readonly string[]>>();
  for (const [product, list] of Object.entries(products)) {
    cycles.set(product, new Map(list.map((c) => [c.cycle, toLifecycle(product, c, about.dataDate)])));
    const named = Map.groupBy(
      list.filter((c) => c.build !== undefined),
      (c) => c.build ?? '',
    );
    builds.set(product, new Map([...named].map(([build, of]) => [build, of.map((c) => c.cycle)])));
  }
  return { dataDate: about.dataDate, cycles, builds };
}

/** The file that ships with the product; read on first use (about 2 ms), it never changes while running. */
let shipped: LifecycleTable | undefined;
function shippedTable(): LifecycleTable {
  shipped ??= parseLifecycles(
    readFileSync(join(import.meta.dirname, '../../catalog/products/lifecycles.json'), 'utf8'),
  );
  return shipped;
}

/** Day of the shipped life-cycle data, to be shown beside what rests on it. */
export const lifecycleDataDate = (): string => shippedTable().dataDate;

/**
 * The life cycle of the operating system a machine describes; undefined whenever product, version or edition is not
 * certain, or the data has no such version (newer than the data, derivative, preview).
 */
export function findLifecycle(os: LifecycleQuery, table: LifecycleTable = shippedTable()): Lifecycle | undefined {
  const found = recogniseOs(os, table);
  return found && table.cycles.get(found.product)?.get(found.cycle);
}
