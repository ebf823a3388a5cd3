// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest';
import { localise } from '../i18n.tsx';
import { texts } from '../texts-en.ts';
import { actorText, detailLines } from './describe-entry.ts';
import type { AuditEntry } from './describe-entry.ts';

const words = localise({ language: 'en', texts }, 'Asia/Tokyo');
const entry = (more: Partial<AuditEntry>): AuditEntry => ({
  auditId: '01900000-0000-7000-8000-000000000001',
  at: '2026-11-20T00:00:00.000Z',
  actor: 'system:seal',
  actorName: null,
  action: 'x',
  subject: null,
  address: null,
  detail: {},
  ...more,
});

test('codes become words, unknown details are left out', () => {
  expect(
    detailLines(entry({ detail: { from: 'teleworker', to: 'administrator executive', job: 'x' } }), words),
  ).toEqual(['Roles before: Teleworker', 'New roles: Administrator, Executive']);
  expect(detailLines(entry({ detail: { value: null } }), words)).toEqual(['Answer: Does not apply']);
});

test('somebody without a name is called by what they are', () => {
  expect(actorText(entry({}), words)).toBe('Sonae (by itself)');
  expect(actorText(entry({ actor: 'member:1', actorName: 'Hanako' }), words)).toBe('Hanako');
});

test('every action the product writes has words', () => {
  const sources = import.meta.glob<string>('../../{identity,assess,endpoints,govern,operate}/**/*.ts', {
    eager: true,
    query: '?raw',
    import: 'default',
  });
  const actions = Object.values(sources).flatMap((text) =>
    [...text.matchAll(/action: '([a-z]+\.[a-z_]+)'/g)].map(([, action]) => action),
  );
  expect(actions.length).toBeGreaterThan(10);
  expect([...new Set(actions)].filter((action) => texts[`audit.action.${action}`] === undefined)).toEqual([]);
});
