// SPDX-License-Identifier: Apache-2.0
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { DeviceIdentity } from './facts.ts';
import { keysOf, matchDevice, matchTwin } from './match-device.ts';
import type { KnownDevice, Match } from './match-device.ts';

const PC: DeviceIdentity = {
  hostname: 'PC-01',
  agentId: 'agent-1',
  biosUuid: 'bios-1',
  serial: 'serial-1',
  deviceId: 'PC-01-2026-01-01-00-00-00',
  macs: ['02:00:00:00:00:01'],
};
const held = (identity: DeviceIdentity, deviceId = 'd1'): KnownDevice => ({
  deviceId,
  hostname: identity.hostname,
  keys: keysOf(identity),
});
/** The same machine with something else about it; undefined takes a key away. */
function but(change: { readonly [K in keyof DeviceIdentity]?: DeviceIdentity[K] | undefined }): DeviceIdentity {
  const entries = Object.entries({ ...PC, ...change }).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as unknown as DeviceIdentity;
}
const known: Match = { kind: 'known', deviceId: 'd1' };
const OTHER_HARDWARE = { biosUuid: 'bios-2', serial: 'serial-2', macs: ['02:00:00:00:00:02'] };

describe('which device a report is about', () => {
  test.each<readonly [string, DeviceIdentity, Match]>([
    ['the same in everything', PC, known],
    ['the same, written in capitals', but({ agentId: 'AGENT-1', biosUuid: 'BIOS-1', serial: 'SERIAL-1' }), known],
    ['renamed', but({ hostname: 'PC-02' }), known],
    ['with its agent installed anew', but({ agentId: 'agent-2', deviceId: 'PC-01-2026-11-20-00-00-00' }), known],
    ['with a new mainboard and its old network card', but({ biosUuid: 'bios-2', serial: 'serial-2' }), known],
    ['on a dock: another network card', but({ macs: ['02:00:00:00:00:99'] }), known],
    ['only its agent speaks, and nothing of the hardware', { hostname: 'PC-01', agentId: 'agent-1', macs: [] }, known],
    [
      'a clone: the agent’s id on other hardware',
      but(OTHER_HARDWARE),
      { kind: 'conflict', deviceId: 'd1', over: 'agent_id' },
    ],
    [
      'a clone under another name of which only the network card is known',
      { hostname: 'PC-77', agentId: 'agent-1', macs: ['02:00:00:00:00:77'] },
      { kind: 'conflict', deviceId: 'd1', over: 'agent_id' },
    ],
    [
      'a clone by FusionInventory’s id',
      but({ ...OTHER_HARDWARE, agentId: undefined }),
      { kind: 'conflict', deviceId: 'd1', over: 'device_id' },
    ],
    ['another machine', but({ ...OTHER_HARDWARE, agentId: 'agent-9', deviceId: 'x' }), { kind: 'new' }],
    [
      'another machine with a borrowed network card',
      but({ ...OTHER_HARDWARE, macs: PC.macs, agentId: 'agent-9', deviceId: 'x' }),
      { kind: 'new' },
    ],
    ['a machine that says nothing of itself', { hostname: 'PC-01', macs: [] }, { kind: 'new' }],
  ])('%s', (_name, identity, match) => {
    expect(matchDevice(identity, [held(PC)])).toEqual(match);
  });

  test('the more trusted key decides between two devices', () => {
    const other = held(but({ ...OTHER_HARDWARE, agentId: 'agent-2', deviceId: 'y' }), 'd2');
    // The agent moved from the first machine to the second with its disk: the hardware says which one is meant only
    // after the agent's id was looked at.
    expect(matchDevice(but({ ...OTHER_HARDWARE, agentId: 'agent-2' }), [held(PC), other])).toEqual({
      kind: 'known',
      deviceId: 'd2',
    });
    expect(matchDevice(but({ agentId: undefined }), [other, held(PC)])).toEqual(known);
  });

  test('keys: none that is empty, at most eight network cards', () => {
    const macs = Array.from({ length: 20 }, (_one, at) => `02:00:00:00:00:${String(at).padStart(2, '0')}`);
    expect(keysOf({ hostname: 'x', agentId: '', macs }).map(({ kind }) => kind)).toEqual(
      Array.from({ length: 8 }, () => 'mac'),
    );
  });

  test('whatever is said, the same words find the same device', () => {
    const text = fc.string({ minLength: 1, maxLength: 8 });
    const identity = fc.record({
      hostname: text,
      macs: fc.array(text, { maxLength: 3 }),
      agentId: text,
      biosUuid: text,
      serial: text,
      deviceId: text,
    });
    fc.assert(
      fc.property(identity, (one) => {
        expect(matchDevice(one, [held(one)])).toEqual(known);
      }),
    );
  });
});

describe('another kind of agent on the same machine', () => {
  const card = '02:00:00:00:00:01';
  const twin = (keys: KnownDevice['keys'], hostname = 'pc-1'): KnownDevice => ({ deviceId: 'd1', hostname, keys });
  const mac = { kind: 'mac' as const, value: card };
  const report = { hostname: 'PC-1', macs: [card], deviceId: 'pc-1-2026' };

  test('is found by name and network card together', () => {
    expect(matchTwin(report, [twin([mac])])).toEqual({ kind: 'known', deviceId: 'd1' });
  });

  test.each([
    ['another name', [twin([mac], 'pc-2')], report],
    ['another card', [twin([{ kind: 'mac' as const, value: '02:00:00:00:00:02' }])], report],
    ['other firmware', [twin([mac, { kind: 'serial' as const, value: 'a' }])], { ...report, serial: 'b' }],
    ['two that fit', [twin([mac]), { ...twin([mac]), deviceId: 'd2' }], report],
    ['nothing known', [], report],
  ])('is a new device with %s', (_what, twins, one) => {
    expect(matchTwin(one, twins)).toEqual({ kind: 'new' });
  });
});
