// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { oscalComplaints } from '../../catalog/oscal/oscal-schema.fake.ts';
import { shippedCatalog } from '../../catalog/shipped-catalog.fake.ts';
import type { ControlItem, Declaration } from '../contract.ts';
import { assessmentResults, type Assessed } from './assessment-results.ts';
import { controlsCsv } from './controls-csv.ts';

const catalog = shippedCatalog();
const at = new Date('2026-11-21T10:00:00.000Z');
const measuredAt = new Map([['disk_encryption', new Date('2026-11-20T01:02:03.000Z')]]);

const answered = (value: Declaration['value'], note = ''): Declaration => ({
  value,
  note,
  memberId: '0197f3a0-0000-7000-8000-000000000001',
  memberName: 'Somebody',
  declaredAt: '2026-11-19T00:00:00.000Z',
});

function item(id: string, state: Partial<Pick<ControlItem, 'declaration' | 'counts'>>): ControlItem {
  const control = catalog.summaries.find((one) => one.id === id);
  if (!control) throw new Error(`no control ${id}`);
  return { ...control, declaration: null, counts: null, contradiction: null, ...state };
}

const controls = [
  item('disk-encrypted', { declaration: answered(4), counts: { pass: 11, fail: 1, unknown: 0, notApplicable: 0 } }),
  item('logs-kept', { declaration: answered(4, '=1+1 secret note') }),
  item('staff-trained', { declaration: answered(-1) }),
  item('telework-rules', { declaration: answered(null) }),
  item('policy-owner-budget', {}),
];
const assessed = (list: readonly ControlItem[]): Assessed => ({
  orgId: '0197f3a0-0000-7000-8000-000000000002',
  organisation: '  デモ　商店\n',
  controls: list,
  measuredAt,
});
const results = (list: readonly ControlItem[], language: 'ja' | 'en' = 'en') =>
  assessmentResults(catalog, assessed(list), { language, at });

describe('assessment results as OSCAL', () => {
  it.each([
    ['some state', controls],
    ['nothing known', [item('policy-owner-budget', {})]],
    ['no control at all', []],
    ['only answers that claim nothing', [item('staff-trained', { declaration: answered(-1) })]],
  ] as const)('are valid by the schema of NIST: %s', (_name, list) => {
    expect(oscalComplaints(results(list))).toEqual([]);
    expect(oscalComplaints(results(list, 'ja'))).toEqual([]);
  });

  it('claim satisfied only for what holds, and nothing for what is not known', () => {
    const [result] = results(controls)['assessment-results'].results;
    const states = result?.findings?.map(({ target }) => [target['target-id'], target.status.state]);
    expect(states).toEqual([
      ['disk-encrypted_smt', 'not-satisfied'],
      ['logs-kept_smt', 'satisfied'],
    ]);
    expect(result?.observations?.map(({ methods, collected }) => [methods[0], collected])).toEqual([
      ['TEST', '2026-11-20T01:02:03.000Z'],
      ['INTERVIEW', '2026-11-19T00:00:00.000Z'],
      ['INTERVIEW', '2026-11-19T00:00:00.000Z'],
      ['INTERVIEW', '2026-11-19T00:00:00.000Z'],
      ['INTERVIEW', '2026-11-19T00:00:00.000Z'],
    ]);
  });

  it('keep names and notes of people inside the organisation', () => {
    expect(JSON.stringify(results(controls))).not.toMatch(/Somebody|secret note/);
  });
});

describe('the controls for spreadsheets', () => {
  it.each(['ja', 'en'] as const)('have words for every cell (%s)', (language) => {
    const lines = controlsCsv(controls, catalog, { language, dayOf: (iso) => iso.slice(0, 10) }).split('\r\n');
    expect(lines).toHaveLength(controls.length + 2);
    expect(lines[1]).toMatch(/^disk-encrypted,.*2026-11-19,11,1,0,/);
    // No key of a text may show through.
    expect(lines.slice(0, -1).join('\n')).not.toMatch(/csv\.|standing\.|weight\.|not_applicable|inPlace/);
  });
});
