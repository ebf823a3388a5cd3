// SPDX-License-Identifier: Apache-2.0

// Who may import whom. This table is the architecture; everything below only reads it.
// kernel and platform are libraries and are entered at any file; every other module has a door (index.ts, contract.ts).
const BELOW_ASSESS = ['kernel', 'platform', 'identity', 'catalog'] as const;
const BELOW_ENDPOINTS = [...BELOW_ASSESS, 'assess'] as const;
const SENSORS = ['vulnerabilities', 'detect', 'govern'] as const;
const BELOW_SENSORS = [...BELOW_ENDPOINTS, 'endpoints'] as const;

export const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  kernel: [],
  platform: ['kernel'],
  identity: ['kernel', 'platform'],
  catalog: ['kernel', 'platform', 'identity'],
  assess: BELOW_ASSESS,
  train: BELOW_ENDPOINTS,
  endpoints: BELOW_ENDPOINTS,
  vulnerabilities: BELOW_SENSORS,
  detect: BELOW_SENSORS,
  govern: BELOW_SENSORS,
  notify: BELOW_SENSORS,
  report: [...BELOW_SENSORS, 'govern', 'notify'],
  respond: [...BELOW_SENSORS, ...SENSORS],
  operate: [...BELOW_SENSORS, ...SENSORS, 'respond', 'train', 'notify'],
};

const LIBRARIES = ['kernel', 'platform'];
const DOMAIN = Object.keys(MAY_IMPORT).filter((name) => !LIBRARIES.includes(name));
const KNOWN = [...Object.keys(MAY_IMPORT), 'app', 'cli', 'web'];

/** Packages that speak SQL: they belong to stores and to platform. */
const SQL_PACKAGES = ['pg', 'sql-template-tag', 'kysely', 'pg-copy-streams'];

/** The one file of kernel that holds zod: shapes that every contract needs. To the web it is a contract. */
const SCHEMAS = 'src/kernel/schemas.ts';

export interface Import {
  /** The importing file, relative to the root of the repository: `src/detect/service.ts`. */
  readonly from: string;
  /** The imported file in the same form, or a bare specifier such as `node:fs`. */
  readonly to: string;
  /** `import type` / `export type`; an inline `{ type A }` still loads the module and does not count. */
  readonly typeOnly: boolean;
  /** Imported names, where they are known. */
  readonly names: readonly string[];
}

const moduleOf = (path: string): string | undefined => /^src\/([^/]+)\//.exec(path)?.[1];
const isInTree = (path: string): boolean => /^(src|test|tools|bin|catalog|migrations)\//.test(path);
const isContract = (path: string): boolean => path.endsWith('/contract.ts');
const isDoor = (path: string): boolean => /^src\/[^/]+\/(index|contract)\.ts$/.test(path);
const isFake = (path: string): boolean => /\.fake\.tsx?$/.test(path);
const isTest = (path: string): boolean => /\.(test|fake)\.tsx?$/.test(path);
const isStore = (path: string): boolean => /(^|[/-])store\.ts$/.test(path);
const packageOf = (specifier: string): string =>
  specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');

/** Says why an import breaks the architecture, or nothing when it is fine. */
export function problemWith(edge: Import): string | undefined {
  const source = moduleOf(edge.from);
  if (!source) return undefined; // tests, tools and configuration files at the root stand outside
  if (!KNOWN.includes(source)) return `src/${source} is not in the table of tools/lint/boundaries.ts.`;
  if (edge.names.includes('sql') && !maySpeakSql(edge.from, source)) return 'SQL lives in store.ts.';
  return isInTree(edge.to) ? problemInTree(edge, source) : problemOutside(edge, source);
}

function maySpeakSql(from: string, source: string): boolean {
  return source === 'platform' || isStore(from) || isTest(from);
}

const KERNEL_IS_ALONE = 'kernel imports nothing, not even Node (zod: its types, and schemas.ts).';

/** Packages and Node's own modules. */
function problemOutside(edge: Import, source: string): string | undefined {
  if (edge.to.startsWith('..') || edge.to.startsWith('/')) return 'Imports stay inside the repository.';
  return isTest(edge.from) ? undefined : problemWithPackage(edge, source);
}

function problemWithPackage({ from, to, typeOnly }: Import, source: string): string | undefined {
  const name = packageOf(to);
  if (source === 'kernel' && !(name === 'zod' && (typeOnly || from === SCHEMAS))) return KERNEL_IS_ALONE;
  if (source === 'web' && to.startsWith('node:')) return 'The browser has no Node.';
  if (isContract(from) && name !== 'zod') return 'A contract may only lean on zod, contracts and kernel.';
  const isSql = SQL_PACKAGES.includes(name) && !typeOnly;
  return isSql && !maySpeakSql(from, source) ? 'SQL lives in store.ts.' : undefined;
}

function problemInTree(edge: Import, source: string): string | undefined {
  const { from, to } = edge;
  const target = moduleOf(to);
  if (isTest(to) && !isTest(from)) return 'Product code may not import test code.';
  if (!target) return isTest(from) ? undefined : 'Product code may import from src only.';
  if (isContract(from) && !isTest(from) && target !== 'kernel' && !isContract(to)) {
    return 'A contract may only lean on zod, contracts and kernel.';
  }
  if (target === source) return undefined;
  return problemAcross(edge, source, target);
}

const SEALED: Readonly<Record<string, string>> = {
  app: 'Only cli may start app.',
  cli: 'cli is the outermost part: nobody imports it.',
  web: 'web is built and served, never imported.',
};

/**
 * Only cli starts app. The list of every operation lies there too, because only app knows every module;
 * the web takes its type.
 */
const mayEnterApp = (source: string, to: string, typeOnly: boolean): boolean =>
  (source === 'cli' && moduleOf(to) === 'app') || (source === 'web' && typeOnly && to === 'src/app/contract.ts');

/** From one module into another. Tests keep the order and the doors too, but may use fakes and load contracts. */
function problemAcross({ from, to, typeOnly }: Import, source: string, target: string): string | undefined {
  if (mayEnterApp(source, to, typeOnly)) return undefined;
  const sealed = SEALED[target];
  if (sealed) return sealed;
  if (source === 'web') return problemFromWeb({ to, target, needsType: !typeOnly && !isTest(from) });
  if (DOMAIN.includes(target) && !mayEnter(from, to)) return `Enter ${target} by index.ts or contract.ts.`;
  const allowed = MAY_IMPORT[source] ?? Object.keys(MAY_IMPORT); // app and cli may enter every door
  if (allowed.includes(target)) return undefined;
  return `${source} may not import ${target}; it may import ${allowed.join(', ') || 'nothing'}.`;
}

const mayEnter = (from: string, to: string): boolean => isDoor(to) || (isTest(from) && isFake(to));

function problemFromWeb(edge: { to: string; target: string; needsType: boolean }): string | undefined {
  if (edge.target === 'kernel' && edge.to !== SCHEMAS) return undefined;
  if (!isContract(edge.to) && edge.to !== SCHEMAS) return 'web sees contracts only.';
  // A value import of a contract would put zod into the bundle that every visitor loads.
  return edge.needsType ? 'web takes types from a contract: write `import type`.' : undefined;
}
