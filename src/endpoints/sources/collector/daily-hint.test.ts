// SPDX-License-Identifier: Apache-2.0
import { spawnSync } from 'node:child_process';

import { describe, expect, it } from 'vitest';

import { dailyHint } from './daily-hint.ts';
import { readPowerShell } from './powershell-source.fake.ts';

const command = ['/opt/node 24/node', "/home/hanako/it's 50%/main.ts", 'check', '--keep', '/home/花子/$(touch pwned)'];

describe('dailyHint', () => {
  it('gives a crontab line that a shell reads back as the same words', () => {
    const { where, line } = dailyHint(command, 'linux');
    expect(where).toBe('crontab');
    // crontab(5): an escaped percent sign is one; an unescaped one would end the command
    expect(line.replaceAll('\\%', '')).not.toContain('%');
    const words = line.replaceAll('\\%', '%').replace('0 12 * * * ', '').replace(' >/dev/null 2>&1', '');
    const read = spawnSync('sh', [], { input: `printf '%s\\n' ${words}`, encoding: 'utf8' });
    expect(read.stdout.trimEnd().split('\n')).toEqual(command);
  });

  it('gives a balanced line for PowerShell that also runs on battery', () => {
    const { where, line } = dailyHint(
      ["C:\\Program Files\\it's\\node.exe", 'C:\\x\\main.ts', 'check', '--keep', 'C:\\k'],
      'win32',
    );
    expect(where).toBe('powershell');
    expect(readPowerShell(line).faults).toEqual([]);
    expect(line).toContain(`-Execute '"C:\\Program Files\\it''s\\node.exe"' -Argument '"C:\\x\\main.ts" "check"`);
    expect(line).toContain('-AllowStartIfOnBatteries');
  });
});
