// SPDX-License-Identifier: Apache-2.0
// `npm run bench [-- GROUP] [--json]`: the figures of the project, each beside its goal. How they are measured: README.md.
import { loadavg } from 'node:os';
import { assess } from './assess.ts';
import { backupAndRestore } from './backup.ts';
import { demo } from './demo.ts';
import { forInformation, table } from './figures.ts';
import type { Figure } from './figures.ts';
import { home } from './home.ts';
import { inventories } from './inventories.ts';
import { polls } from './polls.ts';
import { report } from './report.ts';
import { start } from './start.ts';
import { web } from './web.ts';

const GROUPS: Readonly<Record<string, () => Promise<Figure[]>>> = {
  start,
  inventories,
  home,
  report,
  assess,
  web,
  endpoints: async () => [...(await demo()), ...(await polls()), ...(await backupAndRestore())],
};

function readArguments(): { json: boolean; names: string[] } {
  const given = process.argv.slice(2);
  const names = given.filter((word) => word !== '--json' && word !== '--');
  const unknown = names.find((name) => !(name in GROUPS));
  if (unknown !== undefined)
    throw new Error(`There is no group "${unknown}"; there are: ${Object.keys(GROUPS).join(', ')}`);
  return { json: given.includes('--json'), names: names.length > 0 ? names : Object.keys(GROUPS) };
}

async function main(): Promise<number> {
  const { json, names } = readArguments();
  const figures: Figure[] = [];
  for (const name of names) {
    if (!json) process.stderr.write(`measuring ${name} …\n`);
    const measured = [
      ...((await GROUPS[name]?.()) ?? []),
      forInformation(name, { id: 'load_average', value: loadavg()[0] ?? 0, unit: 'waiting' }),
    ];
    figures.push(...measured);
    if (json) for (const figure of measured) console.log(JSON.stringify(figure));
  }
  if (!json) console.log(table(figures));
  return figures.some(({ met }) => met === false) ? 1 : 0;
}

try {
  process.exitCode = await main();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
