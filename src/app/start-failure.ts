// SPDX-License-Identifier: Apache-2.0
/** Turns what stopped the start into one line that names the cause and the cure, in both languages. */
import { SETTINGS } from '../platform/config/settings.ts';
import type { Settings } from '../platform/config/settings.ts';
import { SecretError } from '../platform/secrets/index.ts';
import type { SecretProblem } from '../platform/secrets/index.ts';
import { StartProblem } from '../platform/start-problem.ts';
import type { StartProblemCode } from '../platform/start-problem.ts';
import { TlsError } from '../platform/tls/index.ts';
import type { TlsProblem } from '../platform/tls/index.ts';

const KEY_PROBLEMS: Readonly<Record<SecretProblem, StartProblemCode>> = {
  missing: 'key_missing',
  bad_format: 'key_bad_format',
  permissions: 'key_permissions',
  inside_data: 'key_inside_data',
  unreadable: 'key_unreadable',
  wrong_key: 'key_wrong',
  tampered: 'sealed_damaged',
  malformed: 'sealed_damaged',
};

const CERTIFICATE_PROBLEMS: Readonly<Record<TlsProblem, StartProblemCode>> = {
  unreadable: 'certificate_unreadable',
  key_mismatch: 'certificate_key_mismatch',
  expired: 'certificate_expired',
  not_yet_valid: 'certificate_not_yet_valid',
  wrong_name: 'certificate_wrong_name',
  not_for_servers: 'certificate_not_for_servers',
  permissions: 'certificate_permissions',
  authority_broken: 'authority_broken',
};

/** errno names that say a folder cannot be used as it is. */
const FOLDER_REFUSED = new Set(['EACCES', 'EPERM', 'EROFS', 'ENOTDIR', 'EEXIST', 'ENAMETOOLONG', 'ELOOP']);

interface SystemError {
  readonly code: string;
  readonly message: string;
  readonly syscall: string | undefined;
  readonly cause: unknown;
}

/** The fields that Node and `pg` put on errors of the operating system. */
export function systemError(error: unknown): SystemError | undefined {
  if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'string') return undefined;
  const syscall = 'syscall' in error && typeof error.syscall === 'string' ? error.syscall : undefined;
  return { code: error.code, message: error.message, syscall, cause: error.cause };
}

function keyProblem(error: SecretError, { masterKey, masterKeyFile, dataDir }: Settings): StartProblem {
  const file = masterKey === undefined ? masterKeyFile : SETTINGS.masterKey.env;
  const reason = systemError(error.cause)?.code ?? error.message;
  return new StartProblem(KEY_PROBLEMS[error.code], { file, folder: dataDir, reason }, error);
}

function certificateProblem(error: TlsError, { tlsCertFile = '', tlsKeyFile = '', dataDir }: Settings): StartProblem {
  const params = { cert: tlsCertFile, key: tlsKeyFile, folder: dataDir, reason: error.message };
  return new StartProblem(CERTIFICATE_PROBLEMS[error.code], params, error);
}

/** @param settings those of the failed start. An error that is no known problem comes back as it is. */
export function explainStartFailure(error: unknown, settings: Settings): unknown {
  if (error instanceof SecretError) return keyProblem(error, settings);
  if (error instanceof TlsError) return certificateProblem(error, settings);
  const found = systemError(error);
  const folder = settings.dataDir;
  if (found?.code === 'ENOSPC') return new StartProblem('disk_full', { folder }, error);
  // Only what the file system said: a refused connection has its own words.
  if (found && FOLDER_REFUSED.has(found.code) && !['connect', 'listen', 'bind'].includes(found.syscall ?? '')) {
    return new StartProblem(
      'folder_not_writable',
      { folder, reason: found.code, setting: SETTINGS.dataDir.env },
      error,
    );
  }
  return error;
}

export interface ListenAddress {
  readonly host: string;
  readonly port: number;
  /** Names of the settings that decide them. */
  readonly portSetting: string;
  readonly hostSetting: string;
}

export function explainListenFailure(error: unknown, address: ListenAddress): unknown {
  const found = systemError(error);
  const { host, port, portSetting, hostSetting } = address;
  if (found === undefined) return error;
  if (found.code === 'EADDRINUSE') return new StartProblem('port_in_use', { port, setting: portSetting }, error);
  if (found.code === 'EACCES') return new StartProblem('port_not_allowed', { port, setting: portSetting }, error);
  const params = { address: host, port, setting: hostSetting, reason: found.code };
  return new StartProblem('listen_failed', params, error);
}
