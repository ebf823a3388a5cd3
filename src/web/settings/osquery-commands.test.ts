// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest';
import { INSTALL } from './osquery-commands.ts';

const FOLDERS = { windows: 'C:\\Program Files\\osquery', macos: '/var/osquery', linux: '/etc/osquery' } as const;
const OSQUERY_SYSTEMS = ['windows', 'macos', 'linux'] as const;

// The folders are those of the flag file (client-flags.test.ts of the server says the same).
test.each(OSQUERY_SYSTEMS)('%s: every file is put into osquery’s own folder', (system) => {
  const command = INSTALL[system]({ ownAuthority: true });
  expect(command).toContain(FOLDERS[system]);
  for (const file of ['sonae.flags', 'osquery.flags', 'sonae-ca.pem', 'sonae-enrol.secret'])
    expect(command).toContain(file);
});

test.each(OSQUERY_SYSTEMS)('%s: without an authority of ours nothing is said about its certificate', (system) => {
  expect(INSTALL[system]({ ownAuthority: false })).not.toContain('sonae-ca.pem');
});

test('PowerShell hands the installer its path in quotes', () => {
  expect(INSTALL.windows({ ownAuthority: true })).toContain(`'/i', "\`"$msi\`"", '/qn'`);
});
