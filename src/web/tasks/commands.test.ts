// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest';
import { commandsIn } from './commands.ts';

test('commands are told from menus', () => {
  expect(commandsIn('「ターミナル」で「getent group sudo wheel」で管理者権限を持つ人を確かめます。')).toEqual([
    'getent group sudo wheel',
  ]);
  expect(commandsIn('In the terminal see who has rights with "getent group sudo wheel".')).toEqual([
    'getent group sudo wheel',
  ]);
  expect(commandsIn('「設定」→「Windows Update」を開きます。')).toEqual([]);
  expect(commandsIn('Choose "Change account type" and set "Standard User".')).toEqual([]);
  expect(commandsIn('不要な人は「sudo gpasswd -d 名前 sudo」で外します。')).toEqual([]);
});
