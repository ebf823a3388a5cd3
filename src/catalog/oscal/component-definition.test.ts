// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { shippedCatalog } from '../shipped-catalog.fake.ts';
import { componentDefinition } from './component-definition.ts';
import { oscalComplaints } from './oscal-schema.fake.ts';

const catalog = shippedCatalog();
const at = new Date('2026-11-21T10:00:00.000Z');
const platforms = new Map([
  ['disk_encryption', ['windows', 'macos', 'linux']],
  ['removable_media', ['windows']],
]);

describe('Sonae as an OSCAL component', () => {
  it.each(['ja', 'en'] as const)('is valid by the schema of NIST (%s)', (language) => {
    const made = componentDefinition(catalog, { language, at, platforms });
    expect(oscalComplaints(made)).toEqual([]);
    const [component] = made['component-definition'].components;
    expect(
      oscalComplaints({
        'component-definition': { ...made['component-definition'], components: [{ ...component, uuid: 'x' }] },
      }),
    ).not.toEqual([]);
  });

  it('claims a control only where a check of it can tell, and names the systems', () => {
    const made = componentDefinition(catalog, { language: 'en', at, platforms });
    const [component] = made['component-definition'].components;
    const all = component?.['control-implementations'][0]?.['implemented-requirements'] ?? [];
    const systems = Object.fromEntries(
      all.map((one) => [
        one['control-id'],
        one.props.filter(({ name }) => name === 'platform').map(({ value }) => value),
      ]),
    );
    expect(systems['disk-encrypted']).toEqual(['windows', 'macos', 'linux']);
    expect(systems['usb-autorun-off']).toEqual(['windows']);
    // Its check is not in this list, so nothing is claimed; a person's word is none of this component's.
    expect(systems['os-patched']).toBeUndefined();
    expect(systems['staff-trained']).toBeUndefined();
    expect(all.length).toBeLessThan(catalog.controls.size);
  });
});
