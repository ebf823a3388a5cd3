// SPDX-License-Identifier: Apache-2.0
/** The address that Sonae was last reached at, kept in the data folder: for links made by a command on the server. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const fileIn = (dataDir: string): string => join(dataDir, 'address.txt');

export function rememberOwnAddress(dataDir: string, origin: string): void {
  writeFileSync(fileIn(dataDir), `${origin}\n`, { mode: 0o600 });
}

/** `https://sonae.example.jp:8443`, or undefined when Sonae never ran on this folder. */
export function ownAddress(dataDir: string): string | undefined {
  try {
    const text = readFileSync(fileIn(dataDir), 'utf8').trim();
    return URL.canParse(text) ? text : undefined;
  } catch {
    return undefined;
  }
}
