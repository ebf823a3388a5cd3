// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { shippedCatalog } from '../shipped-catalog.fake.ts';
import { oscalCatalog, statementOf } from './oscal-catalog.ts';
import { oscalComplaints } from './oscal-schema.fake.ts';
import { oneLine, uuidOf } from './shapes.ts';

const catalog = shippedCatalog();
const at = new Date('2026-11-21T10:00:00.000Z');

describe('the catalogue as OSCAL', () => {
  it.each(['ja', 'en'] as const)('is valid by the schema of NIST (%s)', (language) => {
    expect(oscalComplaints(oscalCatalog(catalog, { language, at }))).toEqual([]);
  });

  it('the schema does complain about what is wrong', () => {
    const good = oscalCatalog(catalog, { language: 'en', at });
    expect(oscalComplaints({ catalog: { ...good.catalog, uuid: 'no uuid' } })).not.toEqual([]);
    expect(oscalComplaints({ catalog: { ...good.catalog, groups: [] } })).not.toEqual([]);
    expect(oscalComplaints({ catalog: { ...good.catalog, ours: 1 } })).not.toEqual([]);
  });

  it('holds every control once, with its statement, its steps and where it is asked for', () => {
    const controls = oscalCatalog(catalog, { language: 'en', at }).catalog.groups.flatMap((group) => group.controls);
    expect(controls.map(({ id }) => id).toSorted()).toEqual([...catalog.controls.keys()].toSorted());
    const patched = controls.find(({ id }) => id === 'os-patched');
    expect(patched?.parts[0]).toMatchObject({ id: statementOf('os-patched'), name: 'statement' });
    expect(patched?.props).toContainEqual(expect.objectContaining({ name: 'mapping', value: 'scs-2026 4-4-4' }));
  });

  it('has the same ids at each export of the same texts', () => {
    const idAt = (moment: Date) => oscalCatalog(catalog, { language: 'ja', at: moment }).catalog.uuid;
    expect(idAt(at)).toBe(idAt(new Date('2027-01-01T00:00:00.000Z')));
    expect(idAt(at)).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(uuidOf('a')).not.toBe(uuidOf('b'));
    expect(oneLine(' a\n  b ')).toBe('a b');
  });
});
