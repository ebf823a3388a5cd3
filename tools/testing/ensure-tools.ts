// SPDX-License-Identifier: Apache-2.0
// Real clients and shells that tests run: installed once where that is possible, else said, and their tests are skipped.
import { execFileSync } from 'node:child_process';
import { missingForBrowser } from '../../test/browser/chromium.ts';
import { aptInstall, findCommand, isRoot } from '../../test/debian.ts';
import { hasPostgres15 } from '../../test/postgres15/start.ts';

interface Tool {
  /** Debian's package. */
  readonly package: string;
  readonly present: () => boolean;
}

const command = (name: string, debian = name): Tool => ({
  package: debian,
  present: () => findCommand(name) !== undefined,
});

function perlHas(module: string): boolean {
  try {
    execFileSync('perl', [`-M${module}`, '-e', '1'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

const TOOLS: readonly Tool[] = [
  command('dash'),
  command('busybox'),
  command('curl'),
  command('pdftotext', 'poppler-utils'),
  command('wget'),
  command('openssl'),
  command('fusioninventory-agent'),
  { package: 'postgresql-15', present: hasPostgres15 },
  command('certtool', 'gnutls-bin'),
  { package: 'libio-socket-ssl-perl', present: () => perlHas('IO::Socket::SSL') },
];

const missing = [...TOOLS.filter(({ present }) => !present()).map((tool) => tool.package), ...missingForBrowser()];
if (missing.length > 0 && isRoot() && findCommand('apt-get') !== undefined) await aptInstall(missing);
else if (missing.length > 0) process.stdout.write(`tests that need these fail or are skipped: ${missing.join(', ')}\n`);
