// SPDX-License-Identifier: Apache-2.0
import { execFileSync } from 'node:child_process';
import { chromium, type Browser } from 'playwright-core';
import { aptInstall, findCommand, isRoot } from '../debian.ts';

const COMMANDS = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

const FLAGS = [
  '--disable-gpu',
  '--disable-quic',
  '--disable-background-networking', // the browser must not speak to anybody but us
  '--disable-component-update',
  '--disable-sync',
  '--disable-dev-shm-usage', // containers give 64 MB, too little for a page
  '--no-first-run',
  '--no-default-browser-check',
];

/** Path of a Chromium; `SONAE_TEST_CHROMIUM` overrides the search. */
export function findChromium(): string | undefined {
  return process.env['SONAE_TEST_CHROMIUM'] ?? findCommand(...COMMANDS);
}

/** Without a Japanese font every screenshot is a row of boxes, and text is measured at the wrong width. */
function hasJapaneseFont(): boolean {
  const list = findCommand('fc-list');
  if (!list) return false;
  try {
    return execFileSync(list, [':lang=ja', 'family'], { encoding: 'utf8' }).trim() !== '';
  } catch {
    return false;
  }
}

/** Debian's packages that a browser test lacks here. */
export const missingForBrowser = (): string[] => [
  ...(findChromium() ? [] : ['chromium']),
  ...(hasJapaneseFont() ? [] : ['fonts-ipafont-gothic', 'fontconfig']),
];

/** Finds Chromium and a Japanese font; as root on Debian installs what is missing, else says how. */
export async function ensureChromium(): Promise<string> {
  const missing = missingForBrowser();
  if (missing.length > 0) await aptInstall(missing);
  const found = findChromium();
  if (!found) throw new Error('No Chromium was found; install it with: sudo apt-get install chromium');
  return found;
}

/** A headless browser. The caller closes it. */
export async function launchBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: await ensureChromium(),
    headless: true,
    chromiumSandbox: !isRoot(), // Chromium refuses its sandbox for root
    args: FLAGS,
    // Without a locale Chromium cannot open files whose names are not ASCII, and says nothing about it.
    env: { ...process.env, LC_ALL: 'C.UTF-8' },
  });
}
