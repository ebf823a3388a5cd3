// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { placeOf, vouchedFor } from './provider-kinds.ts';
import type { Claims } from './provider-kinds.ts';

const TENANT = '6ba7b810-9dad-41d1-80b4-00c04fd430c8';
const entra = placeOf({ kind: 'entra', tenantId: TENANT.toUpperCase() });
const google = placeOf({ kind: 'google', domain: 'Example.jp' });
const generic = placeOf({ kind: 'generic', issuer: 'https://idp.example.jp/realms/a' });

describe('the place of a provider', () => {
  it('is one tenant, one company, or one issuer', () => {
    expect(entra).toEqual({
      kind: 'entra',
      realm: TENANT,
      issuer: `https://login.microsoftonline.com/${TENANT}/v2.0`,
    });
    expect(google).toEqual({ kind: 'google', realm: 'example.jp', issuer: 'https://accounts.google.com' });
    expect(generic).toEqual({ kind: 'generic', realm: null, issuer: 'https://idp.example.jp/realms/a' });
  });
});

const MAIL = 'a@example.jp';

describe('what a provider vouches for', () => {
  it.each<[string, typeof entra, Claims, string | undefined]>([
    ['entra: address', entra, { sub: 's', tid: TENANT, email: MAIL }, MAIL],
    ['entra: sign-in name', entra, { sub: 's', tid: TENANT, preferred_username: MAIL }, MAIL],
    ['entra: a sign-in name that is no address', entra, { sub: 's', tid: TENANT, preferred_username: 'a' }, undefined],
    ['google: verified', google, { sub: 's', hd: 'EXAMPLE.jp', email: MAIL, email_verified: true }, MAIL],
    ['google: not verified', google, { sub: 's', hd: 'example.jp', email: MAIL, email_verified: false }, undefined],
    ['generic: verified', generic, { sub: 's', email: MAIL, email_verified: true }, MAIL],
    ['generic: not verified', generic, { sub: 's', email: MAIL }, undefined],
    ['generic: "true" is no true', generic, { sub: 's', email: MAIL, email_verified: 'true' }, undefined],
    ['generic: a sign-in name', generic, { sub: 's', preferred_username: MAIL, email_verified: true }, undefined],
    ['generic: no address', generic, { sub: 's', email: 'a@b@c', email_verified: true }, undefined],
  ])('%s', (...[, place, claims, email]) => {
    expect(vouchedFor(place, claims)).toEqual({ subject: 's', email, name: undefined });
  });

  it.each<[string, typeof entra, Claims]>([
    ['entra: another tenant', entra, { sub: 's', tid: TENANT.replace('6', '7'), email: MAIL }],
    ['entra: no tenant', entra, { sub: 's', email: MAIL }],
    ['google: another company', google, { sub: 's', hd: 'other.jp', email: MAIL, email_verified: true }],
    ['google: a private account', google, { sub: 's', email: MAIL, email_verified: true }],
    ['no id', generic, { sub: '' }],
    ['an id that is too long', generic, { sub: 'x'.repeat(256) }],
    ['an id with a line break', generic, { sub: 'a\nb' }],
  ])('nobody: %s', (_what, place, claims) => {
    expect(vouchedFor(place, claims)).toBeUndefined();
  });

  it('a name is one line, whole characters, at most a hundred', () => {
    const nameOf = (name: unknown) => vouchedFor(generic, { sub: 's', name })?.name;
    expect(nameOf(' 山田\u0000\n花子 ')).toBe('山田  花子');
    expect(nameOf('𠮷'.repeat(200))).toBe('𠮷'.repeat(100));
    expect(nameOf('\uD842')).toBe('\uFFFD');
    expect(nameOf(['x'])).toBeUndefined();
    expect(nameOf('   ')).toBeUndefined();
  });
});
