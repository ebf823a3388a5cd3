// SPDX-License-Identifier: Apache-2.0
// What linters cannot see. Each check lists what is wrong, so that a failure is its own instruction.
import { execFileSync } from 'node:child_process';
import { existsSync, globSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, dirname, join, posix } from 'node:path';
import { describe, expect, test } from 'vitest';
import { badMarks } from '../tools/tidy/lint-marks.ts';
import { statementLines, writesOf } from '../tools/tidy/sql.ts';
import { textProblems } from '../tools/tidy/texts.ts';

const ROOT = join(import.meta.dirname, '..');
const NOT_OURS = /(^|\/)(node_modules|dist|test-results|\.sonae|\.git)\//;
const MEGABYTE = 1024 * 1024;
const LINES_MAX = 500;
/** The collectors are one file each, so that a person can read what runs on their computer before running it. */
const COLLECTOR_LINES_MAX = 950;

/** Every file that is or will be tracked; outside of a clone, every file that looks like ours. */
function ourFiles(): string[] {
  try {
    const listed = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
      cwd: ROOT,
      encoding: 'utf8',
      maxBuffer: 64 * MEGABYTE,
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    return listed.split('\0').filter((file) => file && existsSync(join(ROOT, file)) && !NOT_OURS.test(file));
  } catch {
    const found = globSync('**/*', { cwd: ROOT, exclude: (file) => NOT_OURS.test(`${file}/`) });
    return found.filter((file) => statSync(join(ROOT, file)).isFile());
  }
}

const files = ourFiles();
const text = (file: string): string => readFileSync(join(ROOT, file), 'utf8');
const isFixture = (file: string): boolean => /(^|\/)(fixtures|__snapshots__)\//.test(file);
const isTest = (file: string): boolean => /\.test\.tsx?$/.test(file);
const sources = files.filter((file) => /\.(ts|tsx|mjs|sh|ps1)$/.test(file) && !isFixture(file));
const product = sources.filter((file) => /^src\/.*\.tsx?$/.test(file) && !isTest(file));
const isStore = (file: string): boolean => /(^|[/-])store(\.fake)?\.ts$/.test(file);
const modules = readdirSync(join(ROOT, 'src'), { withFileTypes: true }).flatMap((entry) =>
  entry.isDirectory() && files.some((file) => file.startsWith(`src/${entry.name}/`)) ? [entry.name] : [],
);

test('there is something to check', () => {
  expect(product.length).toBeGreaterThan(10);
  expect(modules).toContain('kernel');
});

describe('source files', () => {
  test('name their licence first', () => {
    const bare = sources.filter((file) => {
      const [first = '', second = ''] = text(file)
        .replace(/^\uFEFF/, '')
        .split('\n', 2);
      return !(first.startsWith('#!') ? second : first).includes('SPDX-License-Identifier: Apache-2.0');
    });
    expect(bare).toEqual([]);
  });

  test(`are at most ${LINES_MAX} lines long`, () => {
    const most = (file: string): number => (/\.(sh|ps1)$/.test(file) ? COLLECTOR_LINES_MAX : LINES_MAX);
    const length = (file: string): number => text(file).trimEnd().split('\n').length;
    const long = sources.filter((file) => length(file) > most(file)).map((file) => `${file}: ${length(file)} lines`);
    expect(long).toEqual([]);
  });

  test('switch a lint rule off only with a reason, and never one of ours', () => {
    const wrong = files
      .filter((file) => /\.(ts|tsx|mjs)$/.test(file) && !isFixture(file))
      .flatMap((file) => badMarks(text(file)).map((line) => `${file}:${line}`));
    expect(wrong).toEqual([]);
  });
});

describe('SQL', () => {
  /** Questions to osquery are SQL for the SQLite of other machines; a fake of such a machine fills tables of its own. */
  const asksOsquery = (file: string): boolean => /^src\/endpoints\/sources\/osquery\/ask(?:-[a-z]+)?\.ts$/.test(file);
  const isOsqueryHost = (file: string): boolean => file === 'src/endpoints/sources/osquery/osquery-host.fake.ts';
  const mayHoldSql = (file: string): boolean =>
    isStore(file) || asksOsquery(file) || file.endsWith('.fake.ts') || file.startsWith('src/platform/postgres/');

  test('lives in store.ts', () => {
    const astray = product
      .filter((file) => !mayHoldSql(file))
      .flatMap((file) => statementLines(text(file)).map((line) => `${file}:${line}`));
    expect(astray).toEqual([]);
  });

  // A restore fills every table there is, by the names that the database itself gives.
  const RESTORE = 'src/platform/backup/load-store.ts';

  // graphile-worker has no call that gives back single jobs.
  const QUEUE = { file: 'src/platform/jobs-store.ts', table: '_private_jobs' } as const;

  test('writes only tables of its own module', () => {
    const holders = product.filter((file) => mayHoldSql(file) && !isOsqueryHost(file) && file !== RESTORE);
    const foreign = holders.flatMap((file) => {
      const prefix = `${file.split('/')[1]}_`;
      return writesOf(text(file)).flatMap(({ line, table }) =>
        table.startsWith(prefix) || (file === QUEUE.file && table === QUEUE.table)
          ? []
          : [`${file}:${line} writes ${table}, not ${prefix}*`],
      );
    });
    expect(foreign).toEqual([]);
  });
});

describe('migrations', () => {
  const migrations = files.filter((file) => /^migrations\/.*\.sql$/.test(file));

  test('are numbered one by one and name their module', () => {
    const names = migrations.map((file) => basename(file)).toSorted();
    const odd = names.filter((name, index) => {
      const [, number, module] = /^(\d{4})_([a-z]+)(?:_[a-z0-9]+)+\.sql$/.exec(name) ?? [];
      return Number(number) !== index + 1 || !modules.includes(module ?? '');
    });
    expect(odd).toEqual([]);
  });

  test('make only tables of the module they name', () => {
    const foreign = migrations.flatMap((file) => {
      const prefix = `${basename(file).split('_')[1]}_`;
      const bare = text(file).replaceAll(/--[^\n]*/g, '');
      const made = bare.matchAll(/\bcreate\s+(?:unlogged\s+)?table\s+(?:if\s+not\s+exists\s+)?"?(?:\w+\.)?(\w+)/gi);
      return [...made].flatMap((match) => (match[1]?.startsWith(prefix) ? [] : [`${file} makes ${match[1]}`]));
    });
    expect(foreign).toEqual([]);
  });
});

describe('texts', () => {
  const japanese = files.filter((file) => /(^|[/.])ja\.json$/.test(file) && !isFixture(file));
  const english = files.filter((file) => /(^|[/.])en\.json$/.test(file) && !isFixture(file));
  const partner = (file: string): string => file.replace(/ja\.json$/, 'en.json');

  test('come in pairs', () => {
    expect(japanese.map(partner).toSorted()).toEqual(english.toSorted());
  });

  test('have the same keys and places in both languages', () => {
    const problems = japanese
      .filter((file) => english.includes(partner(file)))
      .flatMap((file) =>
        textProblems(JSON.parse(text(file)), JSON.parse(text(partner(file)))).map((problem) => `${file}: ${problem}`),
      );
    expect(problems).toEqual([]);
  });
});

describe('the repository', () => {
  // Composed, so that this file does not hold what it looks for.
  const FORBIDDEN: readonly [string, RegExp][] = [
    ['a path of one machine', new RegExp(`(?<![\\w.-])/(?:${['work', 'root'].join('|')})/[\\w.]`)],
    [
      'a package registry',
      new RegExp(
        `\\b(?:${['regis' + 'try\\.[\\w-]+\\.[a-z]{2,}', 'arti' + 'factory', 'npm' + 'mirror'].join('|')})`,
        'i',
      ),
    ],
    ['a reminder', new RegExp(`\\b(?:${['TO', 'FIX'].map((start, i) => start + ['DO', 'ME'][i]).join('|')})\\b`)],
  ];
  const BINARY = /\.(png|jpe?g|gif|ico|woff2?|ttf|otf|gz|zip|zst|pdf|z|bin)$/;
  // Recorded input and the licence text are not our words; the lock file must name where packages come from.
  const isOurWord = (file: string): boolean =>
    !isFixture(file) && !BINARY.test(file) && !/^(LICENSE|.*package-lock\.json)$/.test(file);

  test('names no machine, no registry and no reminder', () => {
    const found = files.filter(isOurWord).flatMap((file) =>
      text(file)
        .split('\n')
        .flatMap((line, index) =>
          FORBIDDEN.flatMap(([what, pattern]) => (pattern.test(line) ? [`${file}:${index + 1} ${what}`] : [])),
        ),
    );
    expect(found).toEqual([]);
  });

  test('holds no file over 1 MB', () => {
    expect(files.filter((file) => statSync(join(ROOT, file)).size > MEGABYTE)).toEqual([]);
  });

  test('pins every dependency', () => {
    const manifest = JSON.parse(text('package.json')) as Record<string, Record<string, string> | undefined>;
    const loose = ['dependencies', 'devDependencies', 'optionalDependencies'].flatMap((kind) =>
      Object.entries(manifest[kind] ?? {}).filter(([, version]) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version)),
    );
    expect(loose).toEqual([]);
  });

  test('has a README in every module: its question, its tables, its door', () => {
    const wrong = modules.flatMap((name) => {
      const file = `src/${name}/README.md`;
      if (!existsSync(join(ROOT, file))) return [`${file} is missing`];
      const lines = text(file)
        .split('\n')
        .filter((line) => line.trim() !== '').length;
      return lines >= 3 && lines <= 12 ? [] : [`${file} has ${lines} lines; about five are wanted`];
    });
    expect(wrong).toEqual([]);
  });

  test('has no dead link between its documents', () => {
    const dead = files
      .filter((file) => file.endsWith('.md') && !isFixture(file))
      .flatMap((file) => {
        const links = [...text(file).matchAll(/\]\((?!https?:|mailto:|#)([^)#\s]+)/g)].map((match) => match[1] ?? '');
        const paths = links.map((link) => posix.join(dirname(file), decodeURI(link)));
        return paths.filter((path) => !existsSync(join(ROOT, path))).map((path) => `${file} -> ${path}`);
      });
    expect(dead).toEqual([]);
  });

  test('records decisions that are short and name their checker', () => {
    const decisions = files.filter((file) => /^docs\/decisions\/.*\.md$/.test(file));
    const wrong = decisions.flatMap((file) => {
      const body = text(file);
      const checkers = /^\**Checked by:?\**:?(.*)$/m.exec(body)?.[1]?.matchAll(/`([^`]+)`/g) ?? [];
      const named = [...checkers].map((match) => match[1] ?? '');
      return [
        ...(/^\d{4}-[a-z0-9-]+\.md$/.test(basename(file)) ? [] : ['name is not NNNN-words.md']),
        ...(body.trimEnd().split('\n').length <= 60 ? [] : ['longer than 60 lines']),
        ...(named.length > 0 ? [] : ['no line "Checked by: `file`"']),
        ...named.filter((path) => !existsSync(join(ROOT, path))).map((path) => `checker ${path} does not exist`),
      ].map((problem) => `${file}: ${problem}`);
    });
    const numbers = decisions.map((file) => basename(file).slice(0, 4));
    expect(wrong).toEqual([]);
    expect(numbers.filter((number, index) => numbers.indexOf(number) !== index)).toEqual([]);
  });

  test('keeps its changelog in form', () => {
    const body = text('CHANGELOG.md');
    const headings = [...body.matchAll(/^## (.*)$/gm)].map((match) => match[1] ?? '');
    expect(body).toMatch(/^# Changelog\n/);
    expect(headings.length).toBeGreaterThan(0);
    const odd = headings.filter(
      (one) => !/^(\[?Unreleased\]?|\[?\d+\.\d+\.\d+\]?( (- |\()\d{4}-\d{2}-\d{2}\)?)?)$/.test(one),
    );
    expect(odd).toEqual([]);
  });
});
