// SPDX-License-Identifier: Apache-2.0
import { relative } from 'node:path';
import { BaseSequencer, type TestSpecification } from 'vitest/node';
import { ROOT } from './stages.ts';

/**
 * Files that take a minute or more, longest first: one of them begun last keeps a whole stage waiting on one worker.
 * Vitest itself begins with the largest file, which says little about its time. `tools/test.ts` names the slow ones.
 */
const LONG = [
  'test/operations/backup.integration.test.ts',
  'test/operations/recovery.integration.test.ts',
  'src/app/demo/demo.integration.test.ts',
  'test/journeys/daily-use.test.ts',
  'test/journeys/demo.test.ts',
  'test/journeys/telework.test.ts',
  'test/journeys/first-use.test.ts',
];

export const placeOf = (file: string): number => {
  const place = LONG.indexOf(file);
  return place < 0 ? LONG.length : place;
};

export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const place = ({ moduleId }: TestSpecification): number => placeOf(relative(ROOT, moduleId).replaceAll('\\', '/'));
    return (await super.sort(files)).toSorted((a, b) => place(a) - place(b));
  }
}
