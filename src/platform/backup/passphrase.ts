// SPDX-License-Identifier: Apache-2.0
import { readFile } from 'node:fs/promises';
import { StartProblem } from '../start-problem.ts';
import { explainBackupFault } from './problem.ts';

/** Below this, guessing against scrypt becomes a matter of weeks for somebody with hardware. */
const MIN_LENGTH = 12;
const MAX_LENGTH = 1024;

/** The first line of the file, without spaces around it. @throws StartProblem */
export async function readPassphrase(file: string): Promise<string> {
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    throw explainBackupFault(error, file);
  });
  const line = (text.split('\n')[0] ?? '').trim();
  if (line.length < MIN_LENGTH || line.length > MAX_LENGTH) throw new StartProblem('backup_passphrase_weak', { file });
  return line;
}
