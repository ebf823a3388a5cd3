// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { systemClock } from '../kernel/clock.ts';
import { createAttemptLimit } from './attempt-limit.ts';
import { networkOf } from './network.ts';

describe('networkOf', () => {
  it.each([
    ['192.0.2.1', '192.0.2.1'],
    ['::ffff:192.0.2.1', '192.0.2.1'],
    ['2001:db8:1:2:aaaa:bbbb:cccc:dddd', '2001:db8:1:2::/64'],
    ['2001:0DB8:1:2::1', '2001:db8:1:2::/64'],
    ['2001:db8::1', '2001:db8:0:0::/64'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64'],
    ['::1', '0:0:0:0::/64'],
  ])('%s counts as %s', (address, network) => {
    expect(networkOf(address)).toBe(network);
  });
});

describe('the limit of wrong tries', () => {
  it('counts the addresses of one IPv6 customer together, and others apart', () => {
    const limit = createAttemptLimit({ clock: systemClock, max: 3 });
    for (const host of ['1', 'aaaa:1', 'ffff:2:3']) limit.count(`2001:db8:1:2::${host}`);
    expect(() => limit.refuseIfExceeded('2001:db8:1:2::77')).toThrow('too_many_attempts');
    expect(() => limit.refuseIfExceeded('2001:db8:1:3::77')).not.toThrow();
  });
});
