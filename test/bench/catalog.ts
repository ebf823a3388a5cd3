// SPDX-License-Identifier: Apache-2.0
/** How long a start spends on the catalogue: what was made of it beforehand, and the texts themselves. See README.md. */
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { z } from 'zod';
import { atMost, forInformation, median } from './figures.ts';
import type { Figure } from './figures.ts';

const GROUP = 'start';
const TIMES = 5;
const GOAL_MS = 150;

const measured = z.object({ wallMs: z.number(), cpuMs: z.number() });

/** Each in a process of its own: in one, the second time would be quicker than any start. */
const loadOnce = (...how: readonly string[]): z.output<typeof measured> =>
  measured.parse(
    JSON.parse(
      execFileSync(process.execPath, [join(import.meta.dirname, 'catalog-child.ts'), ...how], { encoding: 'utf8' }),
    ),
  );

export function catalogLoad(): Figure[] {
  const made = Array.from({ length: TIMES }, () => loadOnce());
  const texts = Array.from({ length: TIMES }, () => loadOnce('--from-texts'));
  return [
    atMost(GROUP, { id: 'catalog_load', value: median(made.map(({ wallMs }) => wallMs)), unit: 'ms' }, GOAL_MS),
    forInformation(GROUP, { id: 'catalog_load_cpu', value: median(made.map(({ cpuMs }) => cpuMs)), unit: 'ms' }),
    forInformation(GROUP, { id: 'catalog_texts_cpu', value: median(texts.map(({ cpuMs }) => cpuMs)), unit: 'ms' }),
  ];
}
