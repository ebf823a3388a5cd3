// SPDX-License-Identifier: Apache-2.0
import { writeFileSync } from 'node:fs';
import { parseCLI, startVitest } from 'vitest/node';
import type { Reporter, TestCase, TestModule, TestSuite, Vitest } from 'vitest/node';
import type { Summary } from './summary.ts';

// Runs one project of vitest in a process of its own: `run-vitest.ts SUMMARY-FILE PROJECT [vitest arguments]`.
// The readable report goes to stdout; the numbers go to SUMMARY-FILE as a `Summary`.

const where = (test: TestCase): string => `${test.module.relativeModuleId} > ${test.fullName}`;

const SLOWEST_FILES = 8;

/** A file that does not load, or a hook that throws, fails no test of its own: it is counted here. */
function brokenParts(module: TestModule): number {
  const suites: TestSuite[] = [...module.children.allSuites()];
  return [module, ...suites].filter((part) => part.errors().length > 0).length;
}

function summarise(modules: readonly TestModule[], unhandled: number): Summary {
  const tests = modules.flatMap((module) => [...module.children.allTests()]);
  const inState = (state: string): TestCase[] => tests.filter((test) => test.result().state === state);
  const skipped = inState('skipped');
  const broken = modules.reduce((sum, module) => sum + brokenParts(module), 0);
  return {
    passed: inState('passed').length,
    // A test that never finished (a worker died) is a failure too.
    failed: inState('failed').length + inState('pending').length + broken + unhandled,
    skipped: skipped.map((test) => {
      const result = test.result();
      return { test: where(test), why: (result.state === 'skipped' && result.note) || '' };
    }),
    slowest: modules
      .map((module) => ({ file: module.relativeModuleId, seconds: Math.round(module.diagnostic().duration / 1000) }))
      .toSorted((a, b) => b.seconds - a.seconds)
      .slice(0, SLOWEST_FILES),
  };
}

const [summaryFile, project, ...rest] = process.argv.slice(2);
if (!summaryFile || !project) throw new Error('usage: run-vitest.ts SUMMARY-FILE PROJECT [vitest arguments]');

/** Whoever ends the run ends its database too: a plain end would leave PostgreSQL and the workers behind. */
async function stop(vitest: Vitest): Promise<never> {
  await vitest.cancelCurrentRun('keyboard-input');
  await vitest.close();
  process.exit(143);
}

const summary: Reporter = {
  onInit(started) {
    process.once('SIGTERM', () => void stop(started));
  },
  onTestRunEnd(modules, errors) {
    writeFileSync(summaryFile, JSON.stringify(summarise(modules, errors.length)));
  },
};
const { filter, options } = parseCLI(['vitest', 'run', ...rest]);
const reporters = [process.stdout.isTTY ? 'default' : 'dot', summary] as const;
const vitest = await startVitest('test', filter, {
  ...options,
  run: true,
  watch: false,
  project: [project],
  passWithNoTests: true,
  reporters: [...reporters],
});
await vitest.close();
