// SPDX-License-Identifier: Apache-2.0
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isPublicAddress } from './public-address.ts';

describe('an address is public', () => {
  it.each(['1.1.1.1', '8.8.8.8', '100.63.255.255', '100.128.0.0', '172.32.0.1', '192.0.1.1', '223.255.255.255'])(
    '%s',
    (address) => expect(isPublicAddress(address)).toBe(true),
  );
  it.each(['2606:4700:4700::1111', '2400:cb00::1', '2001:4860:4860::8888'])('%s', (address) =>
    expect(isPublicAddress(address)).toBe(true),
  );
});

describe('an address is not public', () => {
  it.each([
    ['loopback', ['127.0.0.1', '127.1.2.3', '::1', '::ffff:127.0.0.1', '::ffff:7f00:1', '0:0:0:0:0:0:0:1']],
    ['private', ['10.0.0.1', '172.16.0.1', '172.31.255.255', '192.168.0.1', 'fc00::1', 'fdff::1']],
    ['shared by customers', ['100.64.0.1', '100.127.255.255']],
    [
      'link-local and metadata',
      ['169.254.169.254', '169.254.0.1', 'fe80::1', 'fe80::1%eth0', '::ffff:169.254.169.254'],
    ],
    ['this host', ['0.0.0.0', '::', '0.1.2.3']],
    ['multicast, broadcast, reserved', ['224.0.0.1', '255.255.255.255', '240.0.0.1', 'ff02::1']],
    ['IPv4 inside IPv6', ['64:ff9b::a00:1', '64:ff9b::7f00:1', '2002:7f00:1::', '2002:a00:1::1', '::10.0.0.1']],
    ['documentation, Teredo', ['192.0.2.1', '198.51.100.1', '203.0.113.1', '2001:db8::1', '2001::1', '3fff::1']],
    ['no address', ['', 'localhost', '1.1.1', '01.1.1.1', '0x7f000001', '2130706433', '1.1.1.1 ', '1.1.1.1%1']],
  ])('%s', (_what, addresses) => {
    expect(addresses.filter((address) => isPublicAddress(address))).toEqual([]);
  });

  it('whatever the IPv4 address, when it is written as IPv6', () => {
    fc.assert(fc.property(fc.ipV4(), (address) => !isPublicAddress(`::ffff:${address}`)));
  });
});
