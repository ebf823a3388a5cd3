// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest';
import { nextTurns } from './backup-routes.ts';

const keep = { daily: 7, weekly: 4, monthly: 12 };

test.each([
  ['2026-11-20T12:00:00Z', '2026-11-20T17:08:00.000Z', '2026-11-21T17:38:00.000Z'],
  ['2026-11-20T17:08:00Z', '2026-11-21T17:08:00.000Z', '2026-11-21T17:38:00.000Z'],
  ['2026-11-21T17:38:01Z', '2026-11-22T17:08:00.000Z', '2026-11-28T17:38:00.000Z'],
])('at %s the next backup is at %s and the next trial restore at %s', (now, nextBackupAt, nextDrillAt) => {
  const settings = { backupHour: 17, backupKeep: keep };
  expect(nextTurns(new Date(now), settings)).toEqual({ nextBackupAt, nextDrillAt });
});

test('switched off: no turn', () => {
  const off = { backupHour: 17, backupKeep: undefined };
  expect(nextTurns(new Date('2026-11-20T12:00:00Z'), off)).toEqual({ nextBackupAt: null, nextDrillAt: null });
});
