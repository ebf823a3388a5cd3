// SPDX-License-Identifier: Apache-2.0
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { elementsOf, inRanges, integer, ipBytes, ipRangeBytes, oid, time, tlv } from './der.ts';
import { namesOfMachine, normaliseHostName, normaliseIp, permittedFor, splitByPermission } from './names.ts';

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

describe('der', () => {
  it('reads back elements of every length class', () => {
    for (const length of [0, 1, 127, 128, 255, 256, 65_536]) {
      const content = Buffer.alloc(length, 7);
      expect(elementsOf(Buffer.concat([tlv(0x04, content), tlv(0x05)]))).toEqual([
        { tag: 4, content },
        { tag: 5, content: Buffer.alloc(0) },
      ]);
    }
    expect(() => elementsOf(Buffer.of(0x04, 0x05, 1))).toThrow(RangeError);
  });

  it('writes the examples of the standards', () => {
    expect(hex(oid('1.2.840.10045.4.3.2'))).toBe('06082a8648ce3d040302'); // RFC 5758 §3.2
    expect(hex(integer(Buffer.of(0, 0, 0x80)))).toBe('02020080');
    expect(hex(integer(Buffer.of(0)))).toBe('020100');
    expect(time(new Date('2049-12-31T23:59:59.999Z')).toString('latin1')).toBe('\x17\x0d491231235959Z');
    expect(time(new Date('2050-01-01T00:00:00Z')).toString('latin1')).toBe('\x18\x0f20500101000000Z');
    expect(hex(ipRangeBytes('192.0.2.0/24'))).toBe('c0000200ffffff00'); // RFC 5280 §4.2.1.10
    expect(hex(ipRangeBytes('fc00::/7'))).toBe(`fc${'00'.repeat(15)}fe${'00'.repeat(15)}`);
    expect(hex(ipBytes('::ffff:192.0.2.1'))).toBe('00000000000000000000ffffc0000201');
    expect(hex(ipBytes('2001:db8::1'))).toBe('20010db8000000000000000000000001');
  });

  it('spells every IPv6 address one way', () => {
    fc.assert(
      fc.property(fc.ipV6(), (text) => {
        const once = normaliseIp(text) ?? '';
        expect(normaliseIp(once)).toBe(once);
        expect(hex(ipBytes(once))).toBe(hex(ipBytes(text)));
      }),
    );
  });
});

describe('names', () => {
  it('takes only what can stand in a certificate', () => {
    expect(normaliseHostName('SRV01.Example.co.jp.')).toBe('srv01.example.co.jp');
    expect(normaliseHostName('日本語.jp')).toBe('xn--wgv71a119e.jp'); // as IANA lists it
    for (const bad of ['', 'a b', '-a', 'a_b', '192.168.0.1', 'a'.repeat(64), '*.example.jp', 'a..b', '.jp']) {
      expect(normaliseHostName(bad), bad).toBeUndefined();
    }
    expect(normaliseIp('fe80::1%eth0')).toBeUndefined();
    expect(normaliseIp('[::1]')).toBe('::1');
    expect(normaliseIp('010.0.0.1')).toBeUndefined();
  });

  const entry = (address: string, family: 'IPv4' | 'IPv6') =>
    ({
      address,
      family,
      netmask: '',
      mac: '',
      internal: false,
      cidr: null,
      ...(family === 'IPv6' ? { scopeid: 0 } : {}),
    }) as never;

  it('come from host name, public URL and private addresses', () => {
    const names = namesOfMachine({
      hostname: 'Srv01',
      interfaces: {
        eth0: [
          entry('192.168.1.5', 'IPv4'),
          entry('2001:db8::5', 'IPv6'),
          entry('fe80::5', 'IPv6'),
          entry('fd00::5', 'IPv6'),
          entry('203.0.113.9', 'IPv4'),
        ],
      },
      publicUrl: 'https://sonae.example.co.jp:8443/x',
    });
    expect(names).toEqual({
      dns: ['localhost', 'sonae.example.co.jp', 'srv01', 'srv01.local'],
      ip: ['127.0.0.1', '192.168.1.5', '::1', 'fd00::5'],
    });
    expect(namesOfMachine({ hostname: 'x', interfaces: {}, publicUrl: 'https://203.0.113.9/' }).ip).toContain(
      '203.0.113.9',
    );
  });

  it('never let the authority speak for a whole top-level domain because a machine is called so', () => {
    for (const hostname of ['dev', 'cloud', 'JP', 'xn--q9jyb4c']) {
      const { dns } = permittedFor(namesOfMachine({ hostname, interfaces: {} }));
      expect(dns.every((name) => name === 'localhost' || name.endsWith('.local'))).toBe(true);
    }
  });

  it('are split by what an authority may speak for', () => {
    const permitted = permittedFor({ dns: ['a.jp'], ip: ['203.0.113.9'] });
    expect(
      splitByPermission(
        { dns: ['a.jp', 'b.a.jp', 'xa.jp'], ip: ['10.1.1.1', '203.0.113.9', '203.0.113.8', 'fd00::1'] },
        permitted,
      ),
    ).toEqual({
      covered: { dns: ['a.jp', 'b.a.jp'], ip: ['10.1.1.1', '203.0.113.9', 'fd00::1'] },
      uncovered: ['xa.jp', '203.0.113.8'],
    });
    expect(inRanges('172.32.0.1', permitted.ranges)).toBe(false);
  });
});
