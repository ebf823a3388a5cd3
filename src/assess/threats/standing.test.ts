// SPDX-License-Identifier: Apache-2.0
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Declaration } from '../contract.ts';
import { STANDINGS } from './contract.ts';
import { holds, openFirst, standingOf, tallyOf, weakestOf } from './standing.ts';

const answered = (value: Declaration['value']): Declaration => ({
  value,
  note: '',
  memberId: '0197f3a0-0000-7000-8000-000000000001',
  memberName: null,
  declaredAt: '2026-11-21T00:00:00.000Z',
});
const counted = (pass: number, fail: number, unknown: number) => ({ pass, fail, unknown, notApplicable: 0 });

describe('how a control stands', () => {
  it.each([
    [answered(4), null, 'answered'],
    [answered(2), null, 'partly'],
    [answered(0), null, 'open'],
    [answered(-1), null, 'unknown'],
    [answered(null), null, 'not_applicable'],
    [null, null, 'unknown'],
    [null, counted(3, 0, 0), 'measured'],
    [answered(0), counted(3, 0, 0), 'measured'],
    [answered(4), counted(3, 1, 0), 'failing'],
    [answered(4), counted(3, 0, 1), 'unknown'],
    [answered(4), counted(0, 0, 0), 'answered'],
  ] as const)('%o with %o is %s', (declaration, counts, standing) => {
    expect(standingOf({ declaration, counts })).toBe(standing);
  });

  it('one failing device is never outweighed by an answer', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(4, 2, 0, -1, null),
        fc.nat(9),
        fc.integer({ min: 1, max: 9 }),
        (value, pass, fail) => {
          expect(standingOf({ declaration: answered(value), counts: counted(pass, fail, 0) })).toBe('failing');
        },
      ),
    );
  });
});

const control = fc.record({
  id: fc.uuid(),
  standing: fc.constantFrom(...STANDINGS),
  importance: fc.constantFrom('high', 'middle', 'low'),
  harm: fc.integer({ min: 1, max: 5 }),
});

describe('the weakest link', () => {
  it('is a control that does not hold, and there is one exactly when not all hold', () => {
    fc.assert(
      fc.property(fc.array(control, { maxLength: 20 }), (controls) => {
        const weakest = weakestOf(controls);
        const { total, held } = tallyOf(controls);
        expect(weakest !== undefined).toBe(held < total);
        if (weakest) expect(holds(weakest.standing)).toBe(false);
      }),
    );
  });

  it('stands first when the open ones are put first, and none is lost', () => {
    fc.assert(
      fc.property(fc.array(control, { maxLength: 20 }), (controls) => {
        const sorted = openFirst(controls);
        expect(sorted.map(({ id }) => id).toSorted()).toEqual(controls.map(({ id }) => id).toSorted());
        const firstHeld = sorted.findIndex(({ standing }) => holds(standing));
        if (firstHeld >= 0) expect(sorted.slice(firstHeld).every(({ standing }) => holds(standing))).toBe(true);
        expect(sorted.find(({ standing }) => !holds(standing))).toEqual(weakestOf(controls));
      }),
    );
  });

  it('what was seen missing comes before what is not known, whatever its weight', () => {
    const light = { id: 'light', standing: 'failing', importance: 'low', harm: 1 } as const;
    const heavy = { id: 'heavy', standing: 'unknown', importance: 'high', harm: 5 } as const;
    expect(weakestOf([heavy, light])?.id).toBe('light');
    expect(weakestOf([{ ...heavy, harm: 4 }, heavy])?.harm).toBe(5);
    expect(weakestOf([{ ...heavy, id: 'first' }, heavy])?.id).toBe('first');
  });
});
