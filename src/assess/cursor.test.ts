// SPDX-License-Identifier: Apache-2.0
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SafeError } from '../kernel/errors.ts';
import { readCursor, writeCursor } from './cursor.ts';

const ID = '01936f2a-0000-7000-8000-000000000001';

describe('cursors', () => {
  it('come back as they were written, to the millisecond', () => {
    fc.assert(
      fc.property(fc.date({ min: new Date(0), max: new Date('9999-12-31T00:00:00Z'), noInvalidDate: true }), (at) => {
        expect(readCursor(writeCursor(at, ID), 'moment')).toEqual({ at: at.toISOString(), id: ID });
      }),
    );
    expect(readCursor(writeCursor('2026-11-20', ID), 'day')).toEqual({ at: '2026-11-20', id: ID });
    expect(readCursor(undefined, 'day')).toBeUndefined();
  });

  it.each<[string, 'day' | 'moment']>([
    [`2026-02-31_${ID}`, 'day'],
    [`2026-13-01_${ID}`, 'day'],
    [`2026-11-20_${ID}`, 'moment'],
    [`2026-11-20T00:00:00.000Z_${ID}`, 'day'],
    [`2026-11-20T00:00:00Z_${ID}`, 'moment'],
    [`xxxxxxxxxx_${ID}`, 'moment'],
    ['2026-11-20_------------------------------------', 'day'],
    [`2026-11-20_${ID}_${ID}`, 'day'],
    ['', 'day'],
  ])('%s is refused as a place by %s', (text, by) => {
    expect(() => readCursor(text, by)).toThrow(SafeError);
  });
});
