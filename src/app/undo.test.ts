// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest';
import { createLog } from '../platform/log.ts';
import { Undo } from './undo.ts';

test('undoes last first, past what throws and past what hangs', async () => {
  const lines: string[] = [];
  const undo = new Undo(createLog('debug', { write: (line: string) => void lines.push(line) }));
  const done: string[] = [];
  undo.add('first', () => void done.push('first'));
  undo.add('hangs', async () => new Promise(() => {}), 20);
  undo.add('throws', () => {
    done.push('throws');
    throw new Error('broken');
  });
  undo.add('last', async () => void done.push('last'));
  expect(undo.stopping()).toBe(false);
  await undo.all();
  expect(done).toEqual(['last', 'throws', 'first']);
  expect(undo.stopping()).toBe(true);
  expect(lines.map((line) => (JSON.parse(line) as { step: string }).step)).toEqual(['throws', 'hangs']);
  await undo.all();
  expect(done).toHaveLength(3);
});
