// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest';
import { OSQUERY_PATHS } from '../../osquery-door.ts';
import { OSQUERY_SYSTEMS, clientFlags } from './client-flags.ts';

const wishes = { agentUrl: 'https://sonae.example.jp:8443', ownAuthority: true } as const;
const flagsOf = (text: string): ReadonlyMap<string, string> =>
  new Map(
    text
      .trim()
      .split('\n')
      .map((line) => [line.slice(2, line.indexOf('=')), line.slice(line.indexOf('=') + 1)] as const),
  );

test.each(OSQUERY_SYSTEMS)('%s: every address in the flags is one that the door serves', (system) => {
  const flags = flagsOf(clientFlags({ system, ...wishes }));
  const served = new Set(OSQUERY_PATHS.map(([path]) => path));
  const addresses = [...flags].filter(([name]) => name.endsWith('_endpoint'));
  expect(addresses).toHaveLength(5);
  for (const [name, path] of addresses) expect(served.has(path), name).toBe(true);
});

test('an agent that polls, refreshes, and tells the host by its hardware', () => {
  const flags = flagsOf(clientFlags({ system: 'windows', ...wishes }));
  expect(Object.fromEntries(flags)).toMatchObject({
    tls_hostname: 'sonae.example.jp:8443',
    tls_server_certs: 'C:\\Program Files\\osquery\\sonae-ca.pem',
    enroll_secret_path: 'C:\\Program Files\\osquery\\sonae-enrol.secret',
    host_identifier: 'uuid',
    config_refresh: '600',
    disable_distributed: 'false',
    disable_carver: 'true',
  });
});

test('with a certificate that everybody trusts, osquery keeps its own list of authorities', () => {
  expect(clientFlags({ system: 'linux', ...wishes, ownAuthority: false })).not.toContain('tls_server_certs');
  expect(clientFlags({ system: 'linux', ...wishes })).toContain('--tls_server_certs=/etc/osquery/sonae-ca.pem\n');
});

// The installing commands of the web copy the files to the same places (osquery-commands.test.ts).
test('the secret lies in osquery’s own folder', () => {
  const places = OSQUERY_SYSTEMS.map(
    (system) => /--enroll_secret_path=(.+)/.exec(clientFlags({ system, ...wishes }))?.[1],
  );
  expect(places).toEqual([
    'C:\\Program Files\\osquery\\sonae-enrol.secret',
    '/var/osquery/sonae-enrol.secret',
    '/etc/osquery/sonae-enrol.secret',
  ]);
});
