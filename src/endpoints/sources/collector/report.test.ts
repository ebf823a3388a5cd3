// SPDX-License-Identifier: Apache-2.0
import { readFileSync } from 'node:fs';

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { SafeError } from '../../../kernel/errors.ts';
import { FACT_SECTIONS, PLATFORMS } from '../../facts.ts';
import {
  COLLECTOR_REPORT_MAX_BYTES,
  isPlaceholderId,
  KNOWS,
  parseCollectorReport,
  readCollectorReport,
  toDeviceReport,
} from './report.ts';

// Made by hand in the shape PowerShell 5.1 prints (its own note says so).
const text = readFileSync(new URL('fixtures/windows-11.report.json', import.meta.url), 'utf8');
const change = (edit: (report: Record<string, never>) => unknown): unknown => {
  const report: Record<string, never> = JSON.parse(text);
  edit(report);
  return report;
};
const faultOf = (body: unknown): SafeError => {
  try {
    parseCollectorReport(body);
  } catch (error) {
    if (error instanceof SafeError) return error;
    throw error;
  }
  throw new Error('the report was accepted');
};
const set = (path: string, value: unknown): unknown =>
  change((report) => {
    const keys = path.split('.');
    const last = keys.pop() ?? '';
    let at: Record<string, unknown> = report;
    for (const key of keys) at = at[key] as Record<string, unknown>;
    at[last] = value;
  });

describe('collector report format 1', () => {
  it('reads a Windows report, with or without a byte order mark, and ignores unknown keys', () => {
    const report = readCollectorReport(`\uFEFF${text}`);
    expect(report).toEqual(readCollectorReport(text));
    expect(report).not.toHaveProperty('_note');
    expect(report.identity.hostname).toBe('経理PC');
    expect(report.facts.administrators).toMatchObject({
      value: [{}, { name: '花子' }, { kind: 'group', enabled: null }],
    });
  });

  it('becomes a device report in which a placeholder serial identifies nothing', () => {
    const device = toDeviceReport(readCollectorReport(text));
    expect(device.identity).toEqual({
      hostname: '経理PC',
      macs: ['f0:18:98:00:00:01'],
      biosUuid: '4c4c4544-0042-3510-8052-b4c04f564433',
    });
    expect(device).toMatchObject({ source: 'collector', client: 'sonae-collect.ps1/1', partial: false });
    expect(device.observedAt.toISOString()).toBe('2026-11-20T01:02:03.000Z');
    expect(device.facts.hardware).toMatchObject({ value: { serial: 'To be filled by O.E.M.' } });
    expect(device.software).toHaveLength(3);
    expect(Object.keys(device.facts).toSorted()).toEqual([...FACT_SECTIONS].toSorted());
  });

  it('of the first format says nothing of what came later', () => {
    const { facts } = toDeviceReport(readCollectorReport(text));
    expect(facts.screenLock).toEqual({ state: 'unknown', reason: 'not_reported_by_source' });
  });

  it('normalises addresses of network cards and control characters', () => {
    const report = parseCollectorReport(set('identity.macs', ['F0-18-98-00-00-01']));
    expect(report.identity.macs).toEqual(['f0:18:98:00:00:01']);
    const named = parseCollectorReport(set('facts.os.value.name', ' Windows\t\u0001 11\ud800 '));
    expect(named.facts.os).toMatchObject({ value: { name: 'Windows  11\uFFFD' } });
  });

  it.each([
    ['format', 2],
    ['client', 'no version'],
    ['observedAt', '2026-11-20 01:02'],
    ['identity.hostname', ''],
    ['identity.macs.0', 'xx'],
    ['identity.agentId', '../../etc'],
    ['facts.os', { state: 'maybe' }],
    ['facts.os.value.platform', 'amiga'],
    ['facts.os.value.name', 'a\u0000b'],
    ['facts.os.value.name', 'a'.repeat(257)],
    ['facts.updates.value.lastInstalledOn', '2026-02-30'],
    ['facts.updates.value.pendingSecurity', -1],
    ['facts.disks.value', { value: [], Count: 0 }],
    ['facts.disks.value.0.encrypted', true],
    ['facts.firewall.value.1.enabled', 'true'],
    ['facts.antivirus.value', Array.from({ length: 33 }, () => ({ name: 'a', enabled: true, upToDate: true }))],
    ['facts.administrators', { state: 'unknown', reason: 'stale' }],
    ['software', Array.from({ length: 10_001 }, () => ({ name: 'a', version: '1' }))],
    ['software.1.name', '   '],
    ['facts.network', undefined],
  ])('refuses a wrong %s and says where it is', (path, value) => {
    const fault = faultOf(set(path, value));
    expect(fault).toMatchObject({ kind: 'invalid', code: 'collector_report_invalid' });
    expect(fault.details[0]?.field).toMatch(new RegExp(`^${path.replaceAll('.', '\\.')}`));
    expect(fault.message).toContain(path);
  });

  it('refuses what is no JSON or too long, with a safe error', () => {
    expect(() => readCollectorReport('{"format":1')).toThrow(
      expect.objectContaining({ code: 'collector_report_not_json' }),
    );
    expect(() => readCollectorReport(' '.repeat(COLLECTOR_REPORT_MAX_BYTES + 1))).toThrow(
      expect.objectContaining({ kind: 'too_large' }),
    );
  });

  it('answers anything at all with a report or a safe error', () => {
    const places = ['facts', 'identity', 'software', 'facts.os', 'facts.disks.value.0'];
    fc.assert(
      fc.property(fc.oneof(fc.jsonValue(), fc.tuple(fc.constantFrom(...places), fc.jsonValue())), (body) => {
        const candidate =
          Array.isArray(body) && typeof body[0] === 'string' && places.includes(body[0]) ? set(body[0], body[1]) : body;
        try {
          expect(parseCollectorReport(candidate).format).toBe(1);
        } catch (error) {
          expect(error).toBeInstanceOf(SafeError);
        }
      }),
    );
  });
});

it.each([
  '',
  '0',
  'None',
  'To Be Filled By O.E.M.',
  'Default string',
  '00000000-0000-0000-0000-000000000000',
  'FFFFFFFF-FFFF-FFFF-FFFF-FFFFFFFFFFFF',
  'System Serial Number',
])('takes %j for a placeholder', (value) => expect(isPlaceholderId(value)).toBe(true));
it.each(['C02XX0XXXXXX', 'PF3ABCDE', '4C4C4544-0042-3510-8052-B4C04F564433', 'Nonesuch-1'])(
  'takes %j for real',
  (value) => expect(isPlaceholderId(value)).toBe(false),
);

it('names what each door can know on every platform', () => {
  for (const door of ['collector', 'server'] as const) {
    expect(Object.keys(KNOWS[door]).toSorted()).toEqual([...PLATFORMS].toSorted());
    expect(KNOWS[door].windows).toContain('disks');
    expect(KNOWS[door].other).toEqual([]);
  }
});
