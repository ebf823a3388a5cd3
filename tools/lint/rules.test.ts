// SPDX-License-Identifier: Apache-2.0
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';

// The real linter with the real configuration on a planted tree: a rule that is switched off, or a plugin
// that fails to load, shows here as a violation that nobody reports.
const ROOT = join(import.meta.dirname, '..', '..');

interface Planted {
  readonly file: string;
  readonly code: string;
  /** Rule that must report the file, or nothing when the file is fine. */
  readonly rule?: string;
}

const at = (file: string, code: string, rule?: string): Planted => (rule ? { file, code, rule } : { file, code });
const boundary = (file: string, code: string): Planted => at(file, code, 'sonae(boundaries)');

const BROKEN: readonly Planted[] = [
  boundary('src/kernel/a1.ts', `import { readFileSync } from 'node:fs';\nexport const a = readFileSync;`),
  boundary('src/kernel/a2.ts', `import { db } from '../platform/db.ts';\nexport const a = db;`),
  boundary('src/kernel/a3.ts', `import { z } from 'zod';\nexport const a = z;`),
  boundary('src/platform/a4.ts', `import { door } from '../identity/index.ts';\nexport const a = door;`),
  boundary('src/identity/a5.ts', `import { door } from '../catalog/index.ts';\nexport const a = door;`),
  boundary('src/catalog/a6.ts', `import { door } from '../assess/index.ts';\nexport const a = door;`),
  boundary('src/assess/upward.ts', `import { door } from '../endpoints/index.ts';\nexport const a = door;`),
  boundary('src/assess/upward-type.ts', `import type { Door } from '../endpoints/contract.ts';\nexport type A = Door;`),
  boundary('src/assess/upward-type2.ts', `export type A = import('../endpoints/contract.ts').Door;`),
  boundary('src/assess/upward-export.ts', `export { door } from '../endpoints/index.ts';`),
  boundary('src/assess/upward-star.ts', `export * from '../endpoints/index.ts';`),
  boundary('src/assess/upward-late.ts', `export const a = () => import('../endpoints/index.ts');`),
  boundary('src/assess/worker.ts', `export const a = new URL('../endpoints/parse-worker.ts', import.meta.url);`),
  boundary('src/assess/hidden.ts', `export const a = (name: string): Promise<unknown> => import(name);`),
  boundary('src/detect/sideways.ts', `import { door } from '../govern/index.ts';\nexport const a = door;`),
  boundary('src/train/sideways.ts', `import { door } from '../endpoints/index.ts';\nexport const a = door;`),
  boundary('src/assess/inside.ts', `import { store } from '../catalog/store.ts';\nexport const a = store;`),
  boundary('src/operate/inside.ts', `import { door } from '../assess/deep/index.ts';\nexport const a = door;`),
  boundary('src/assess/app.ts', `import { start } from '../app/main.ts';\nexport const a = start;`),
  boundary('src/app/cli.ts', `import { main } from '../cli/main.ts';\nexport const a = main;`),
  boundary('src/app/web.ts', `import { page } from '../web/page.ts';\nexport const a = page;`),
  boundary('src/cli/inside.ts', `import { store } from '../assess/store.ts';\nexport const a = store;`),
  boundary('src/app/unknown.ts', `import { door } from '../stray/index.ts';\nexport const a = door;`),
  boundary('src/stray/a7.ts', `import { a } from './a8.ts';\nexport const b = a;`),
  boundary('src/train/contract.ts', `import { helper } from './helper.ts';\nexport const a = helper;`),
  boundary('src/endpoints/contract.ts', `import { db } from '../platform/db.ts';\nexport const a = db;`),
  boundary('src/govern/contract.ts', `import { x } from 'fastify';\nexport const a = x;`),
  boundary('src/catalog/contract.ts', `import type { D } from '../assess/contract.ts';\nexport type A = D;`),
  boundary('src/web/value.ts', `import { schema } from '../assess/contract.ts';\nexport const a = schema;`),
  boundary('src/web/inline.ts', `import { type Schema } from '../assess/contract.ts';\nexport type A = Schema;`),
  boundary('src/web/door.ts', `import type { Door } from '../assess/index.ts';\nexport type A = Door;`),
  boundary('src/web/schemas.ts', `import { uuid } from '../kernel/schemas.ts';\nexport const a = uuid;`),
  boundary('src/web/platform.ts', `import { db } from '../platform/db.ts';\nexport const a = db;`),
  boundary('src/web/node.ts', `import { readFileSync } from 'node:fs';\nexport const a = readFileSync;`),
  boundary('src/assess/own-test.ts', `import { a } from './thing.test.ts';\nexport const b = a;`),
  boundary('src/assess/own-fake.ts', `import { a } from './store.fake.ts';\nexport const b = a;`),
  boundary('src/assess/test-tree.ts', `import { a } from '../../test/browser/launch.ts';\nexport const b = a;`),
  boundary('src/assess/tools.ts', `import { a } from '../../tools/lint/rules.ts';\nexport const b = a;`),
  boundary('src/assess/outside.ts', `import { a } from '../../../elsewhere/a.ts';\nexport const b = a;`),
  boundary('src/assess/deep.test.ts', `import { a } from '../catalog/store.ts';\nexport const b = a;`),
  boundary('src/catalog/upward.test.ts', `import { a } from '../assess/index.ts';\nexport const b = a;`),
  boundary('src/assess/sql.ts', `import sql from 'sql-template-tag';\nexport const a = sql;`),
  boundary('src/assess/sql2.ts', `import { sql } from '../platform/db.ts';\nexport const a = sql;`),
  boundary('src/assess/sql3.ts', `import pg from 'pg';\nexport const a = pg;`),

  at('src/assess/now1.ts', `export const a = new Date();`, 'sonae(clock)'),
  at('src/assess/now2.ts', `export const a = Date.now();`, 'sonae(clock)'),
  at('src/assess/now3.ts', `export const a = [1].map(Date.now);`, 'sonae(clock)'),
  at('src/assess/now4.ts', `export const a = globalThis.Date['now']();`, 'sonae(clock)'),
  at('src/web/now5.ts', `export const a = Date();`, 'sonae(clock)'),
  at('src/assess/now6.test.ts', `export const a = new Date();`, 'sonae(clock)'),
  at('src/assess/env1.ts', `export const a = process.env.HOME;`, 'sonae(environment)'),
  at('src/assess/env2.ts', `const { env } = process;\nexport const a = env;`, 'sonae(environment)'),
  at('src/assess/env3.ts', `import { env } from 'node:process';\nexport const a = env;`, 'sonae(environment)'),
  at('src/cli/env4.ts', `const { ...all } = process;\nexport const a = all;`, 'sonae(environment)'),
  at('src/platform/configured.ts', `export const a = process['env'];`, 'sonae(environment)'),

  at('src/assess/sh1.ts', `import { exec } from 'node:child_process';\nexport const a = exec;`, 'sonae(no-shell)'),
  at('src/assess/sh2.ts', `import * as cp from 'child_process';\nexport const a = cp.execSync;`, 'sonae(no-shell)'),
  at('src/assess/sh3.ts', `export const a = () => import('node:child_process');`, 'sonae(no-shell)'),
  at('src/assess/sh4.ts', spawning(`spawn('ls', [], { shell: true })`), 'sonae(no-shell)'),
  at('src/assess/sh5.ts', spawning(`spawn('ls', [], { shell: '/bin/sh' })`), 'sonae(no-shell)'),
  at('src/assess/sh6.ts', spawning('spawn("/bin/sh", ["-c", `ls ${name}`])'), 'sonae(no-shell)'),
  at('tools/sh7.ts', spawning(`spawn('bash', ['-c', 'ls ' + name])`), 'sonae(no-shell)'),

  at('src/web/raw1.tsx', `export const A = () => <p dangerouslySetInnerHTML={{ __html: 'x' }} />;`, 'sonae(raw-html)'),
  at('src/web/raw2.ts', `export const a = { dangerouslySetInnerHTML: { __html: 'x' } };`, 'sonae(raw-html)'),
  at('src/web/raw3.ts', `export const a = (e: Element) => {\n  e.innerHTML = 'x';\n};`, 'sonae(raw-html)'),
  at('src/web/raw4.ts', `export const a = (e: Element) => e.insertAdjacentHTML('beforeend', 'x');`, 'sonae(raw-html)'),

  at('src/assess/default.ts', `const a = 1;\nexport default a;`, 'import(no-default-export)'),
  at('src/assess/any.ts', `export const a = (b: any): unknown => b;`, 'typescript(no-explicit-any)'),
  at(
    'src/assess/float.ts',
    `const a = async () => 1;\nexport const b = () => {\n  a();\n};`,
    'typescript(no-floating-promises)',
  ),
  at('src/assess/parse.ts', `export const a: string = JSON.parse('1').name;`, 'typescript(no-unsafe-member-access)'),
  at(
    'src/assess/switch.ts',
    `export function f(a: 'x' | 'y'): number {\n  switch (a) {\n    case 'x':\n      return 1;\n  }\n  return 2;\n}`,
    'typescript(switch-exhaustiveness-check)',
  ),
  at('src/assess/many.ts', `export const f = (a: 1, b: 1, c: 1, d: 1) => [a, b, c, d];`, 'eslint(max-params)'),
  at('src/assess/long.ts', `${'export {};\n'.repeat(501)}`, 'eslint(max-lines)'),
  at('src/assess/function.ts', functionOf(71), 'eslint(max-lines-per-function)'),
  at('src/web/component.tsx', functionOf(121), 'eslint(max-lines-per-function)'),
  at(
    'src/assess/knotty.ts',
    `export function f(a: number): number {\n${[...Array(12).keys()].map((i) => `  if (a === ${i}) return ${i};`).join('\n')}\n  return -1;\n}`,
    'eslint(complexity)',
  ),
  at('src/assess/CamelCase.ts', `export const a = 1;`, 'unicorn(filename-case)'),
  at('src/assess/print.ts', `export const f = () => console.log('x');`, 'eslint(no-console)'),
  at('src/assess/round-a.ts', `import { b } from './round-b.ts';\nexport const a = () => b;`, 'import(no-cycle)'),
  at('src/assess/round-b.ts', `import { a } from './round-a.ts';\nexport const b = () => a;`, 'import(no-cycle)'),
];

const CLEAN: readonly Planted[] = [
  at('src/assess/index.ts', `export const door = 1;`),
  at('src/operate/index.ts', `export const door = 1;`),
  at('src/assess/contract.ts', `export interface S {\n  a: string;\n}\nexport const a = 1;`),
  at('src/kernel/ids.ts', `export const id = 'a';\nexport type Id = string;`),
  at('src/app/main.ts', `export const start = 1;`),
  at('src/kernel/clock.ts', `export const now = () => new Date();\nexport const ms = () => Date.now();`),
  at(
    'src/kernel/types.ts',
    `import type { z } from 'zod';\nimport type { Id } from './ids.ts';\nexport type A = z.ZodType<Id>;`,
  ),
  at('src/kernel/schemas.ts', `import { z } from 'zod';\nexport const uuid = z.uuid();`),
  at('src/web/ok3.ts', `import type { uuid } from '../kernel/schemas.ts';\nexport type A = typeof uuid;`),
  at('src/platform/worker-host.ts', `export const a = (name: string): Promise<unknown> => import(name);`),
  at('src/kernel/ok.test.ts', `import { test } from 'vitest';\nexport const a = test;`),
  at('src/platform/db.ts', `import sql from 'sql-template-tag';\nexport const db = 1;\nexport { sql };`),
  at('src/platform/config/env.ts', `export const a = process.env['SONAE_PORT'];`),
  at('src/identity/store.ts', `import { sql } from '../platform/db.ts';\nexport const a = sql;`),
  at('src/endpoints/device-store.ts', `import sql from 'sql-template-tag';\nexport const a = sql;`),
  at('src/endpoints/ok.ts', `import { door } from '../assess/index.ts';\nexport const a = door;`),
  at('src/endpoints/ok2.ts', `import type { D } from '../identity/contract.ts';\nexport type A = D;`),
  at(
    'src/operate/contract.ts',
    `import { z } from 'zod';\nimport { a } from '../assess/contract.ts';\nimport { id } from '../kernel/ids.ts';\nexport const s = [z, a, id];`,
  ),
  at('src/app/ok.ts', `import { door } from '../operate/index.ts';\nexport const a = door;`),
  at('src/cli/ok.ts', `import { start } from '../app/main.ts';\nexport const a = () => console.log(start);`),
  at(
    'src/web/ok.ts',
    `import type { S } from '../assess/contract.ts';\nimport { id } from '../kernel/ids.ts';\nexport const a = (s: S) => [s, id];`,
  ),
  at('src/web/ok2.tsx', `export const A = () => <p title={String(new Date(0))}>x</p>;`),
  at(
    'src/assess/ok.test.ts',
    `import { store } from '../catalog/store.fake.ts';\nimport { a } from '../../test/browser/launch.ts';\nexport const b = [store, a, process.env['CI']];`,
  ),
  at('src/assess/ok3.ts', spawning(`spawn('sh', ['-c', 'exit 3'], { shell: false })`)),
  at('src/assess/ok4.ts', `export const a = new Date(0);\nexport const late = () => import('../catalog/index.ts');`),
  at('src/assess/ok6.ts', `export const a = new URL('../../migrations/', import.meta.url);`),
  at('src/assess/ok7.ts', `export const a = new URL('./own-worker.ts', import.meta.url);`),
  at('src/assess/ok5.ts', functionOf(70)),
  at('src/web/ok6.tsx', functionOf(120)),
  at('vitest.config.ts', `export default {};`),
  at('tools/ok.ts', `export const a = () => [Date.now(), process.env['CI']];`),
];

function spawning(call: string): string {
  return `import { spawn } from 'node:child_process';\nexport const a = (name: string) => [name, ${call}];`;
}

/** A function that is `lines` long, its first and last line included. */
function functionOf(lines: number): string {
  return `export function f(): number[] {\n  return [\n${'    1,\n'.repeat(lines - 4)}  ];\n}`;
}

// Only what this test reads of oxlint's JSON report.
const Report = z.object({ diagnostics: z.array(z.object({ code: z.string(), filename: z.string() })) });

describe('the linter on a planted tree', () => {
  let tree = '';
  const found = new Map<string, string[]>();

  beforeAll(() => {
    tree = mkdtempSync(join(tmpdir(), 'sonae-lint-'));
    symlinkSync(join(ROOT, 'node_modules'), join(tree, 'node_modules')); // for the type-aware rules
    const config = readFileSync(join(ROOT, '.oxlintrc.json'), 'utf8');
    plant(
      '.oxlintrc.json',
      config.replace('"./tools/lint/rules.ts"', JSON.stringify(join(ROOT, 'tools/lint/rules.ts'))),
    );
    plant(
      'tsconfig.json',
      JSON.stringify({
        extends: join(ROOT, 'tsconfig.json'),
        compilerOptions: { jsx: 'react-jsx', lib: ['es2024', 'dom'] },
        include: ['src', 'tools', '*.ts'],
      }),
    );
    for (const one of [...BROKEN, ...CLEAN]) plant(one.file, `${one.code}\n`);
    const ran = spawnSync(process.execPath, [join(ROOT, 'node_modules/oxlint/bin/oxlint'), '--format', 'json'], {
      cwd: tree,
      encoding: 'utf8',
      timeout: 120_000,
    });
    expect(ran.stdout, ran.stderr).toMatch(/^\{/);
    for (const one of Report.parse(JSON.parse(ran.stdout)).diagnostics) {
      found.set(one.filename, [...(found.get(one.filename) ?? []), one.code]);
    }
  }, 120_000);

  afterAll(() => rmSync(tree, { recursive: true, force: true }));

  function plant(file: string, text: string): void {
    mkdirSync(dirname(join(tree, file)), { recursive: true });
    writeFileSync(join(tree, file), text);
  }

  test.each(BROKEN)('$rule reports $file', ({ file, rule }) => {
    expect(found.get(file) ?? []).toContain(rule);
  });

  test.each(CLEAN)('nothing is said about $file', ({ file }) => {
    expect(found.get(file) ?? []).toEqual([]);
  });
});
