// SPDX-License-Identifier: Apache-2.0
// `npm test`: everything, in order, one line for each stage, and one last line that a machine can read.
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readArguments, ROOT, stages } from './testing/stages.ts';
import { add, exitCode, FAILED, lastLine, NOTHING, PASSED, type Summary } from './testing/summary.ts';

const STAGE_LIMIT_MS = 30 * 60_000;
const SIGN_OF_LIFE_MS = 60_000;
const STOP_LIMIT_MS = 30_000;
/** Files below this are not worth a line. */
const SLOW_FILE_S = 20;
const OUTPUT_LIMIT_CHARS = 200_000;

const print = (line: string): boolean => process.stdout.write(`${line}\n`);
const seconds = (from: number): string => `${((performance.now() - from) / 1000).toFixed(1)} s`;

/** Our output goes through a pipe: colours are wanted only when a person reads what we print. */
function environment(): NodeJS.ProcessEnv {
  const { FORCE_COLOR: _forced, NO_COLOR: _plain, ...rest } = process.env;
  return process.stdout.isTTY ? { ...rest, FORCE_COLOR: '1' } : { ...rest, NO_COLOR: '1' };
}

interface Ran {
  readonly output: string;
  readonly code: number | null;
}

/** Runs Node with these arguments from the root; keeps the end of what it said. */
function run(name: string, argv: readonly string[]): Promise<Ran> {
  return new Promise((done) => {
    const began = performance.now();
    const child = spawn(process.execPath, argv, { cwd: ROOT, env: environment(), stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    const keep = (chunk: string): void => {
      output = (output + chunk).slice(-OUTPUT_LIMIT_CHARS);
    };
    child.stdout.setEncoding('utf8').on('data', keep);
    child.stderr.setEncoding('utf8').on('data', keep);
    const alive = setInterval(() => print(`  …   ${name} is still running (${seconds(began)})`), SIGN_OF_LIFE_MS);
    const limit = setTimeout(() => {
      keep(`\nStopped: ${name} took longer than ${STAGE_LIMIT_MS / 60_000} minutes.\n`);
      child.kill('SIGKILL');
    }, STAGE_LIMIT_MS);
    let stopped = false;
    const stop = (): void => {
      stopped = true;
      child.kill('SIGTERM'); // it takes its database down first
      setTimeout(() => process.exit(143), STOP_LIMIT_MS).unref();
    };
    process.once('SIGTERM', stop);
    const finish = (code: number | null): void => {
      if (stopped) process.exit(143);
      clearInterval(alive);
      clearTimeout(limit);
      process.removeListener('SIGTERM', stop);
      done({ output, code });
    };
    child.once('error', (error) => {
      keep(error.message);
      finish(null);
    });
    child.once('close', finish);
  });
}

async function runVitest(project: string, forVitest: readonly string[]): Promise<Ran & { summary: Summary }> {
  const folder = mkdtempSync(join(tmpdir(), 'sonae-test-'));
  const file = join(folder, 'summary.json');
  try {
    const ran = await run(project, [join(ROOT, 'tools/testing/run-vitest.ts'), file, project, ...forVitest]);
    return { ...ran, summary: readSummary(file, ran.code) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** No summary, or a bad exit that no test explains, is a failure by itself. */
function readSummary(file: string, code: number | null): Summary {
  let summary: Summary;
  try {
    summary = JSON.parse(readFileSync(file, 'utf8')) as Summary; // written by run-vitest.ts
  } catch {
    return FAILED;
  }
  return code !== 0 && summary.failed === 0 ? add(summary, FAILED) : summary;
}

async function checkStage(name: string, command: readonly string[], hint: string | undefined): Promise<Summary> {
  const began = performance.now();
  const ran = await run(name, command);
  const ok = ran.code === 0;
  if (!ok) print(`\n${ran.output.trim()}\n`);
  print(`${ok ? '  ok ' : 'FAIL '} ${name.padEnd(12)} ${seconds(began)}${!ok && hint ? `   (repair: ${hint})` : ''}`);
  return ok ? PASSED : FAILED;
}

async function testStage(name: string, forVitest: readonly string[]): Promise<Summary> {
  const began = performance.now();
  const { output, summary } = await runVitest(name, forVitest);
  const failed = summary.failed > 0;
  if (failed) print(`\n${output.trim()}\n`);
  print(`${failed ? 'FAIL ' : '  ok '} ${name.padEnd(12)} ${seconds(began)}   ${lastLine(summary)}`);
  for (const one of summary.skipped) print(`      skipped: ${one.test}${one.why ? ` (${one.why})` : ''}`);
  const slow = (summary.slowest ?? []).filter(({ seconds: taken }) => taken >= SLOW_FILE_S);
  if (slow.length > 0)
    print(`      slowest: ${slow.map(({ file, seconds: taken }) => `${file} ${taken} s`).join(', ')}`);
  const empty = summary.passed === 0 && !failed && summary.skipped.length === 0;
  if (!empty || forVitest.length > 0) return summary;
  print(`      skipped: ${name} has no tests yet`); // said, so that an empty stage does not pass for a tested one
  return { ...NOTHING, skipped: [{ test: name, why: 'no tests yet' }] };
}

const { chosen, forVitest } = readArguments(process.argv.slice(2), stages());
let total = NOTHING;
for (const stage of chosen) {
  const { command, hint, name } = stage;
  total = add(total, await (command ? checkStage(name, command, hint) : testStage(name, forVitest)));
}
print('');
print(lastLine(total));
process.exitCode = exitCode(total);
