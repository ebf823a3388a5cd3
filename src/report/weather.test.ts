// SPDX-License-Identifier: Apache-2.0
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { weatherOf } from './weather.ts';
import type { Weathered } from './weather.ts';

const DAY = '2026-11-30';

const calm = (more: Partial<Weathered> = {}): Weathered => ({
  contradictions: [],
  openTasks: [],
  verified: { pass: 100, fail: 0, unknown: 0, notApplicable: 0 },
  devices: { active: 20, silent: 0, added: 0 },
  declared: { yes: 40, partly: 0, no: 0, unknown: 0, notApplicable: 0, unanswered: 0 },
  tasks: { done: 0, made: 0, open: 0, overdue: 0 },
  ...more,
});
const contradiction = (harm: number): Weathered['contradictions'][number] => ({
  controlId: 'x',
  title: { ja: '', en: '' },
  declared: 4,
  failing: 1,
  names: [],
  harm,
  since: '2026-11-01T00:00:00Z',
});
const task = (harm: number, dueOn: string): Weathered['openTasks'][number] => ({
  taskId: '',
  controlId: 'x',
  checkId: null,
  title: { ja: '', en: '' },
  assigneeId: null,
  assigneeName: null,
  state: 'open',
  dueOn,
  overdue: dueOn < DAY,
  createdAt: '',
  closedAt: null,
  closedHow: null,
  effortMinutes: 5,
  findingsDone: 0,
  findingsTotal: 1,
  harm,
});
const kinds = (facts: Weathered): string[] => weatherOf(facts, DAY).reasons.map(({ kind }) => kind);

describe('the mark of a month', () => {
  test('is clear only when nothing is wrong and all is known', () => {
    expect(weatherOf(calm(), DAY)).toEqual({ mark: 'clear', reasons: [] });
    const nothing = calm({ verified: { pass: 0, fail: 0, unknown: 0, notApplicable: 0 } });
    expect(weatherOf(nothing, DAY)).toMatchObject({ mark: 'cloudy', reasons: [{ kind: 'nothing_measured' }] });
    expect(kinds(calm({ verified: { pass: 8, fail: 0, unknown: 2, notApplicable: 0 } }))).toEqual(['unknown']);
    expect(kinds(calm({ devices: { active: 9, silent: 1, added: 0 } }))).toEqual(['silent']);
    expect(kinds(calm({ declared: { ...calm().declared, yes: 8, unanswered: 2 } }))).toEqual(['unanswered']);
  });

  test('one contradiction is a cloud, three serious ones are rain and are not said twice', () => {
    expect(weatherOf(calm({ contradictions: [contradiction(5)] }), DAY).mark).toBe('cloudy');
    expect(weatherOf(calm({ contradictions: [1, 2, 3].map(contradiction) }), DAY).mark).toBe('cloudy');
    const three = calm({ contradictions: [5, 4, 4].map(contradiction) });
    expect(weatherOf(three, DAY)).toEqual({ mark: 'rain', reasons: [{ kind: 'serious_contradictions', count: 3 }] });
  });

  test('a serious task is rain a week after its day, not before', () => {
    const late = (harm: number, dueOn: string): Weathered =>
      calm({ openTasks: [task(harm, dueOn)], tasks: { ...calm().tasks, overdue: 1 } });
    expect(weatherOf(late(4, '2026-11-23'), DAY).mark).toBe('cloudy');
    expect(weatherOf(late(4, '2026-11-22'), DAY)).toEqual({
      mark: 'rain',
      reasons: [{ kind: 'serious_overdue', count: 1 }],
    });
    expect(weatherOf(late(3, '2026-10-01'), DAY).mark).toBe('cloudy');
  });

  test('a third of what was measured is rain, a tenth a cloud', () => {
    const of = (pass: number, fail: number) => calm({ verified: { pass, fail, unknown: 0, notApplicable: 0 } });
    expect(weatherOf(of(2, 1), DAY).mark).toBe('rain');
    expect(weatherOf(of(9, 1), DAY).mark).toBe('cloudy');
    expect(weatherOf(of(91, 9), DAY).mark).toBe('clear');
  });

  test('there is a reason for every mark but clear, and none for clear', () => {
    const count = fc.nat(50);
    fc.assert(
      fc.property(
        fc.record({ pass: count, fail: count, unknown: count, notApplicable: count }),
        fc.record({ active: count, silent: count, added: count }),
        fc.array(fc.integer({ min: 1, max: 5 }), { maxLength: 5 }),
        (verified, devices, harms) => {
          const { mark, reasons } = weatherOf(
            calm({ verified, devices, contradictions: harms.map(contradiction) }),
            DAY,
          );
          expect(reasons.length > 0).toBe(mark !== 'clear');
          expect(new Set(reasons.map(({ kind }) => kind)).size).toBe(reasons.length);
        },
      ),
    );
  });
});
