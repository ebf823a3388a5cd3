// SPDX-License-Identifier: Apache-2.0
const FILE_CALLS = new Set([
  'open',
  'read',
  'write',
  'rename',
  'fsync',
  'stat',
  'mkdir',
  'unlink',
  'scandir',
  'copyfile',
  'statfs',
]);

/** `ENOSPC` of an error of the file system; undefined for every other. */
export function systemCode(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('syscall' in error) || !('code' in error)) return undefined;
  return FILE_CALLS.has(String(error.syscall)) ? String(error.code) : undefined;
}
