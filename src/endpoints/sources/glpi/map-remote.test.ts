// SPDX-License-Identifier: Apache-2.0
/** Rows made by hand after inventory_format 1.2; the recorded machines had no such program. */
import { describe, expect, it } from 'vitest';
import { decodeMessage } from './decode-message.ts';
import type { GlpiReport } from './map-report.ts';

function factsOf(content: object): GlpiReport['facts'] {
  const body = Buffer.from(JSON.stringify({ action: 'inventory', deviceid: 'pc-1', itemtype: 'Computer', content }));
  const message = decodeMessage({
    body,
    contentType: undefined,
    contentEncoding: undefined,
    agentId: 'x',
    userAgent: undefined,
    receivedAtMs: Date.UTC(2026, 10, 20),
  });
  if (message.kind !== 'inventory') throw new Error(message.kind);
  return message.report.facts;
}

const windows = { operatingsystem: { name: 'Windows', full_name: 'Microsoft Windows 11 Pro' } };

describe('programs for remote control', () => {
  it('are known by the beginning of their names, once each', () => {
    const softwares = ['AnyDesk', 'TeamViewer Host', 'TeamViewer', 'Anything else'].map((name) => ({
      name,
      version: '1',
    }));
    expect(factsOf({ ...windows, softwares }).remoteControl).toEqual({
      state: 'known',
      value: [
        { name: 'AnyDesk', running: null },
        { name: 'TeamViewer', running: null },
      ],
    });
  });

  it('are known by what the agent found itself', () => {
    const found = {
      softwares: [{ name: 'a', version: '1' }],
      remote_mgmt: [
        { id: '1', type: 'rustdesk' },
        { id: '2', type: 'newone' },
      ],
    };
    expect(factsOf({ ...windows, ...found }).remoteControl).toMatchObject({
      value: [{ name: 'RustDesk' }, { name: 'newone' }],
    });
  });

  it('are unknown where no programs are listed', () => {
    expect(factsOf(windows).remoteControl).toMatchObject({ state: 'unknown', reason: 'not_reported_by_source' });
  });
});

describe('Secure Boot', () => {
  it.each([
    ['enabled', { state: 'known', value: { secureBoot: true, tpm: null } }],
    ['disabled', { state: 'known', value: { secureBoot: false, tpm: null } }],
    ['unsupported', { state: 'unknown', reason: 'unreadable', detail: 'unsupported' }],
  ])('%s', (said, reading) => {
    expect(factsOf({ ...windows, bios: { secure_boot: said } }).secureBoot).toEqual(reading);
  });

  it('is unknown where the agent says nothing', () => {
    expect(factsOf(windows).secureBoot).toEqual({ state: 'unknown', reason: 'not_reported_by_source' });
  });
});
