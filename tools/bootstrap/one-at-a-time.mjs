// SPDX-License-Identifier: Apache-2.0
// Two starts at once must not install into the same folder.
import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { say } from './say.mjs';

const LOOK_AGAIN_MS = 500;

/** Runs `work` while holding `file`; a file left by a killed start is taken over. */
export async function oneAtATime(file, work) {
  mkdirSync(dirname(file), { recursive: true });
  let told = false;
  while (!take(file)) {
    const pid = holder(file);
    if (pid !== undefined && isAlive(pid)) {
      if (!told) say('waiting', { pid });
      told = true;
      await sleep(LOOK_AGAIN_MS);
    } else {
      removeStale(file, pid);
    }
  }
  try {
    return await work();
  } finally {
    rmSync(file, { force: true });
  }
}

/** link(2) gives the name only to a file that is already whole. */
function take(file) {
  const own = `${file}.${process.pid}`;
  writeFileSync(own, String(process.pid));
  try {
    linkSync(own, file);
    return true;
  } catch (error) {
    if (error.code !== 'EEXIST') throw error;
    return false;
  } finally {
    rmSync(own, { force: true });
  }
}

function holder(file) {
  try {
    return Number.parseInt(readFileSync(file, 'utf8'), 10) || undefined;
  } catch {
    return undefined;
  }
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    // The number may meanwhile belong to anything; only another Node can be a bootstrap.
    return process.platform !== 'linux' || readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('sonae');
  } catch (error) {
    return error.code === 'EPERM';
  }
}

function removeStale(file, pid) {
  const aside = `${file}.${process.pid}.stale`;
  try {
    renameSync(file, aside);
    if (holder(aside) !== pid) linkSync(aside, file);
  } catch {
    // Another start was quicker; the next look tells.
  }
  rmSync(aside, { force: true });
}
