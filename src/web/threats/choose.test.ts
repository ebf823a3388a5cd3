// SPDX-License-Identifier: Apache-2.0
import { expect, it } from 'vitest';
import { CHOICES as ALLOWED } from '../../assess/threats/contract.ts';
import { chosenAfter, CHOICES } from './choose.ts';

it('chooses in the order of pressing, takes out again, and never more than the server allows', () => {
  expect(CHOICES).toBe(ALLOWED);
  const press = (...ids: string[]) => ids.reduce(chosenAfter, [] as readonly string[]);
  expect(press('c', 'a', 'b')).toEqual(['c', 'a', 'b']);
  expect(press('c', 'a', 'b', 'a')).toEqual(['c', 'b']);
  expect(press('a', 'b', 'c', 'd', 'e', 'f')).toEqual(['a', 'b', 'c', 'd', 'e']);
});
