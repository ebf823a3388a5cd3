// SPDX-License-Identifier: Apache-2.0
import { defineConfig } from 'vitest/config';
import { LongestFirst } from './tools/testing/longest-first.ts';

// Two cores are the smallest machine we work on: no project starts more than two workers.
const workers = { pool: 'forks', maxWorkers: 2 } as const;
// One PostgreSQL for the whole run; each test file gets a database of its own from its template.
const database = { globalSetup: ['test/support/postgres.ts'] };
const minutes = (count: number): number => count * 60_000;

export default defineConfig({
  test: {
    sequence: { sequencer: LongestFirst },
    projects: [
      {
        test: {
          ...workers,
          name: 'unit',
          include: ['src/**/*.test.{ts,tsx}', 'tools/**/*.test.ts', 'test/tidy.test.ts'],
          exclude: ['**/node_modules/**', '**/*.integration.test.ts'],
          testTimeout: minutes(1), // a busy machine is no fault of the code
          isolate: false, // pure tests share a process: 160 files took 1.1 s instead of 21 s
        },
      },
      {
        test: {
          ...workers,
          ...database,
          name: 'integration',
          include: ['src/**/*.integration.test.ts', 'test/**/*.integration.test.ts', 'tools/**/*.integration.test.ts'],
          testTimeout: minutes(3),
          hookTimeout: minutes(5), // a first run may install packages with apt-get
        },
      },
      {
        test: {
          ...workers,
          ...database,
          name: 'scenarios',
          include: ['test/scenarios/**/*.test.ts'],
          exclude: ['**/*.integration.test.ts'],
          testTimeout: minutes(2),
          hookTimeout: minutes(5),
        },
      },
      {
        test: {
          ...workers,
          ...database,
          name: 'tenancy',
          include: ['test/tenancy/**/*.test.ts'],
          exclude: ['**/*.integration.test.ts'],
          testTimeout: minutes(2),
          hookTimeout: minutes(5),
        },
      },
      {
        test: {
          ...workers,
          globalSetup: ['test/support/web.ts'],
          name: 'journeys',
          include: ['test/journeys/**/*.test.ts'],
          exclude: ['**/*.integration.test.ts'],
          testTimeout: minutes(5),
          hookTimeout: minutes(10),
        },
      },
    ],
  },
});
