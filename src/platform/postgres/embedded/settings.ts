// SPDX-License-Identifier: Apache-2.0
/** PostgreSQL's settings for a small office: one modest machine, one program connecting, nothing lost on power failure. */

export const POSTGRES_MAJOR = 18;
export const DATABASE = 'sonae';
export const PORT = 5432;
export const SUPERVISOR_ROLE = 'sonae_supervisor';
export const OWNER_ROLE = 'sonae_owner';
export const APP_ROLE = 'sonae_app';

const SETTINGS: Readonly<Record<string, string>> = {
  cluster_name: 'sonae',
  // No network at all: the only door is the socket, in a folder that only this user can enter.
  listen_addresses: '',
  unix_socket_permissions: '0700',
  port: String(PORT),
  password_encryption: 'scram-sha-256',
  // Acknowledged means written: these are PostgreSQL's defaults, said aloud so that nobody turns them off elsewhere.
  fsync: 'on',
  full_page_writes: 'on',
  synchronous_commit: 'on',
  // Memory: with Node, the whole has to stay below 350 MB when idle.
  max_connections: '40',
  shared_buffers: '96MB',
  work_mem: '8MB',
  maintenance_work_mem: '64MB',
  effective_cache_size: '512MB',
  jit: 'off',
  // Fewer helper processes: no replication here, and worker-based reading only pays on slow, large disks.
  io_method: 'sync',
  max_wal_senders: '0',
  max_replication_slots: '0',
  max_logical_replication_workers: '0',
  max_worker_processes: '4',
  max_parallel_workers: '2',
  max_parallel_workers_per_gather: '1',
  autovacuum_max_workers: '2',
  min_wal_size: '80MB',
  max_wal_size: '512MB',
  idle_in_transaction_session_timeout: '5min',
  timezone: 'UTC',
  log_timezone: 'UTC',
  // The log goes to us line by line, in English because we read it. No statements and no details: they hold people's data.
  lc_messages: 'C',
  log_destination: 'stderr',
  logging_collector: 'off',
  log_line_prefix: '',
  log_min_messages: 'warning',
  log_min_error_statement: 'panic',
  log_error_verbosity: 'terse',
  log_parameter_max_length_on_error: '0',
  log_checkpoints: 'off',
  log_autovacuum_min_duration: '-1',
};

/** The whole postgresql.conf: a file rather than arguments, so that reloading it compares it with itself. */
export function configurationFile(socketDir: string): string {
  const all = { ...SETTINGS, unix_socket_directories: quoteListItem(socketDir) };
  const lines = Object.entries(all).map(([name, value]) => `${name} = '${value.replaceAll("'", "''")}'`);
  return `# Written by Sonae at every start; changes here are lost.\n${lines.join('\n')}\n`;
}

/** unix_socket_directories is a list: a folder with a comma or a space in its name must be quoted. */
const quoteListItem = (item: string): string => `"${item.replaceAll('"', '""')}"`;

/**
 * Who may log in and how. While provisioning, the supervisor's role needs no password: it sets all passwords,
 * so that lost ones can be made anew. Only this user and root can reach the socket.
 */
export function accessRules(phase: 'provisioning' | 'normal'): string {
  const first = phase === 'provisioning' ? `local all ${SUPERVISOR_ROLE} trust\n` : '';
  return `# Written by Sonae at every start; changes here are lost.\n${first}local all all scram-sha-256\n`;
}
