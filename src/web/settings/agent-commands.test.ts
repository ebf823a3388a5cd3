// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest';
import {
  debianInstall,
  debianRun,
  macosGlpi,
  windowsFusionInventory,
  windowsGlpi,
  withoutSecret,
} from './agent-commands.ts';

const SETUP = {
  url: 'https://sonae.example.jp:8443/agent/glpi',
  user: 'sonae',
  password: 'sonae_enrol_0123456789abcdef',
  ownAuthority: true,
};
const ALL = { windowsGlpi, windowsFusionInventory, macosGlpi, debianInstall, debianRun };

test.each(Object.entries(ALL))('%s names server, user, certificate and what not to send', (_name, make) => {
  const command = make(SETUP);
  for (const part of [SETUP.url, SETUP.user, SETUP.password, 'sonae-ca.pem', 'process,environment']) {
    expect(command).toContain(part);
  }
  expect(withoutSecret(command, SETUP)).not.toContain(SETUP.password);
  expect(command, 'certificates are always checked').not.toMatch(/no.?ssl.?check/i);
  expect(make({ ...SETUP, ownAuthority: false })).not.toContain('ca-cert-file');
});

test('the settings file is for root only and the shell leaves it as it is', () => {
  expect(debianInstall(SETUP)).toContain('install -m 600 /dev/null /etc/fusioninventory/conf.d/sonae.cfg');
  expect(debianInstall(SETUP)).toContain("<<'SONAE'");
});
