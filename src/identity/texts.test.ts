// SPDX-License-Identifier: Apache-2.0
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ROLES } from '../kernel/contract.ts';
import { INDUSTRIES, SIZE_BANDS } from '../kernel/organisation-kinds.ts';
import enCredentials from './credentials/en.json' with { type: 'json' };
import en from './en.json' with { type: 'json' };
import jaCredentials from './credentials/ja.json' with { type: 'json' };
import ja from './ja.json' with { type: 'json' };

const product = globSync('**/*.ts', { cwd: import.meta.dirname })
  .filter((file) => !file.endsWith('.test.ts'))
  .map((file) => readFileSync(join(import.meta.dirname, file), 'utf8'))
  .join('\n');
const keys = new Set([...Object.keys(ja), ...Object.keys(jaCredentials)]);

describe('texts', () => {
  it('exist in both languages, with the same places to fill', () => {
    expect(Object.keys(en)).toEqual(Object.keys(ja));
    expect(Object.keys(enCredentials)).toEqual(Object.keys(jaCredentials));
    const places = (text: string): string[] => (text.match(/\{\w+\}/g) ?? []).toSorted();
    for (const [key, text] of Object.entries(ja)) {
      expect([key, ...places(text)]).toEqual([key, ...places(en[key as keyof typeof en])]);
    }
  });

  it('exist for every error code and audit action of this module', () => {
    const codes = [
      ...product.matchAll(/new SafeError\(\s*'\w+',\s*'(\w+)'/g),
      ...product.matchAll(/(?:conflict|notFound|invalid|forbidden)\('(\w+)'/g),
      ...product.matchAll(/code: '([a-z_]+)'/g),
    ].map((match) => match[1] ?? '');
    expect(codes.length).toBeGreaterThan(20);
    expect(codes.filter((code) => !keys.has(`error.${code}`))).toEqual([]);
    const actions = [...product.matchAll(/'(identity\.[a-z_]+)'/g)].map((match) => match[1] ?? '');
    const notDeeds = [
      'identity.totp',
      'identity.passkey',
      'identity.provider_secret',
      'identity.provider_sign_in',
      'identity.tidy',
      'identity.person_scope',
      'identity.create_organisation',
      'identity.member_left',
      'identity.end_due_members',
    ];
    expect(actions.filter((action) => !notDeeds.includes(action) && !keys.has(`audit.${action}`))).toEqual([]);
  });

  it('exist for every role, industry and size', () => {
    const needed = [
      ...ROLES.map((role) => `role.${role}`),
      ...INDUSTRIES.map((industry) => `industry.${industry}`),
      ...SIZE_BANDS.map((size) => `size.${size}`),
    ];
    expect(needed.filter((key) => !keys.has(key))).toEqual([]);
  });
});
