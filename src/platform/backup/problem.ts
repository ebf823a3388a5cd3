// SPDX-License-Identifier: Apache-2.0
/** A fault of a backup as one line for a person. */
import { systemCode } from './system-code.ts';
import { StartProblem } from '../start-problem.ts';
import { BackupDamage } from './frames.ts';

/** An error that has nothing to do with the file comes back as it is. */
export function explainBackupFault(error: unknown, file: string): unknown {
  if (error instanceof BackupDamage)
    return new StartProblem(`backup_${error.fault}`, { file, part: error.part }, error);
  const reason = systemCode(error);
  return reason === undefined ? error : new StartProblem('backup_file_failed', { file, reason }, error);
}
