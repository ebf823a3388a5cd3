#!/usr/bin/env node
// SPDX-License-Identifier: Apache-2.0
// The first thing that runs, on whatever Node the machine has. Plain JavaScript, no packages: there are none yet.
const major = Number(process.versions.node.split('.')[0]);
if (major < 18) {
  console.error(
    `Sonae needs Node.js 18 or newer to begin (found ${process.versions.node}). Install a current one from https://nodejs.org/ja and start again.`,
  );
  process.exit(1);
}
const { main } = await import('../tools/bootstrap/main.mjs');
await main(process.argv.slice(2));
