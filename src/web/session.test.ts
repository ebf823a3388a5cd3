// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest';
import type { Membership } from './api-types.ts';
import { currentMembership } from './session.ts';
import { isCurrent } from './shell/navigation.ts';

const membership = (orgId: string): Membership => ({ orgId, orgName: orgId, roles: ['administrator'], as: 'member' });

test('a tab keeps its organisation only while the person belongs to it', () => {
  const both = [membership('a'), membership('b')];
  expect(currentMembership(both, 'b')?.orgId).toBe('b');
  expect(currentMembership(both, 'gone')?.orgId).toBe('a');
  expect(currentMembership(both, null)?.orgId).toBe('a');
  expect(currentMembership([], 'a')).toBeUndefined();
});

test('a page below a menu item marks it; today is marked only on its own page', () => {
  expect(isCurrent('/devices', '/devices/42')).toBe(true);
  expect(isCurrent('/devices', '/devices-old')).toBe(false);
  expect(isCurrent('/', '/devices')).toBe(false);
  expect(isCurrent('/', '/')).toBe(true);
  expect(isCurrent('/controls', '/threats/cases/lost-usb')).toBe(true);
  expect(isCurrent('/settings', '/audit')).toBe(true);
  expect(isCurrent('/devices', '/look')).toBe(true);
});
