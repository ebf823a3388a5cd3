// SPDX-License-Identifier: Apache-2.0
/** The flag file with which a plain osquery reports to us. Pure. Sources: endpoints.md §1 (client flags), osquery's own
 * installation pages for the folders of its packages. */

export const OSQUERY_SYSTEMS = ['windows', 'macos', 'linux'] as const;
export type OsquerySystem = (typeof OSQUERY_SYSTEMS)[number];

/** osquery's own folder on each system: only administrators write there. */
const FOLDERS: Readonly<Record<OsquerySystem, string>> = {
  windows: 'C:\\Program Files\\osquery\\',
  macos: '/var/osquery/',
  linux: '/etc/osquery/',
};

export const SECRET_FILE = 'sonae-enrol.secret';
const CA_FILE = 'sonae-ca.pem';

export interface FlagWishes {
  readonly system: OsquerySystem;
  /** `https://sonae.example.jp:8443`, the address agents use. */
  readonly agentUrl: string;
  /** False when the server shows a certificate that osquery's own list of authorities knows. */
  readonly ownAuthority: boolean;
}

/** Polls every minute, settings every ten, logs every minute (endpoints.md §3); the same as the configuration says. */
export function clientFlags({ system, agentUrl, ownAuthority }: FlagWishes): string {
  const folder = FOLDERS[system];
  const flags = [
    `--tls_hostname=${new URL(agentUrl).host}`,
    ...(ownAuthority ? [`--tls_server_certs=${folder}${CA_FILE}`] : []),
    `--enroll_secret_path=${folder}${SECRET_FILE}`,
    '--host_identifier=uuid',
    '--enroll_tls_endpoint=/api/osquery/enroll',
    '--config_plugin=tls',
    '--config_tls_endpoint=/api/osquery/config',
    '--config_refresh=600',
    '--logger_plugin=tls',
    '--logger_tls_endpoint=/api/osquery/log',
    '--logger_tls_period=60',
    '--logger_tls_compress=true',
    '--disable_distributed=false',
    '--distributed_plugin=tls',
    '--distributed_interval=60',
    '--distributed_tls_read_endpoint=/api/osquery/distributed/read',
    '--distributed_tls_write_endpoint=/api/osquery/distributed/write',
    // Nothing is fetched from a computer but answers to our questions.
    '--disable_carver=true',
  ];
  return `${flags.join('\n')}\n`;
}
