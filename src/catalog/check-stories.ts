// SPDX-License-Identifier: Apache-2.0
/** What methods, threats, cases and entry points say about others: every id must resolve, every chart must end. */
import { HOW_SURE, type HowSure } from './contract.ts';
import { idProblems } from './check-references.ts';
import type { CatalogProblem, ReadFile } from './read-yaml.ts';
import type { EditionFile } from './schema.ts';
import type { MethodFile, MethodFinder } from './telework-schema.ts';
import type { CaseFile, EntryPoint, PersonalThreats, ThreatFile } from './threat-schema.ts';

interface Stories {
  readonly methods: readonly ReadFile<MethodFile>[];
  readonly threats: readonly ReadFile<ThreatFile>[];
  readonly cases: readonly ReadFile<CaseFile>[];
  readonly finder: ReadFile<MethodFinder> | undefined;
  readonly entryPoints: ReadFile<readonly EntryPoint[]> | undefined;
  readonly personal: ReadFile<PersonalThreats> | undefined;
  /** Ids that may be named. */
  readonly controls: ReadonlySet<string>;
  readonly editions: ReadonlyMap<string, EditionFile>;
  /** undefined when the file of sources itself has errors. */
  readonly sources: ReadonlySet<string> | undefined;
  /** Ids of files that could not be read; what names them is not judged. */
  readonly broken: ReadonlySet<string>;
}

type Path = readonly PropertyKey[];
type Located = Pick<ReadFile<unknown>, 'problem'>;
const strength = (mark: HowSure): number => HOW_SURE.indexOf(mark);

const judge = (known: { has(id: string): boolean } | undefined, broken: ReadonlySet<string>, what: string) =>
  known === undefined
    ? () => []
    : (read: Located, path: Path, id: string): CatalogProblem[] =>
        known.has(id) || broken.has(id) ? [] : [read.problem(path, `unknown ${what} "${id}"`)];

type Judge = (read: Located, path: Path, id: string) => CatalogProblem[];

const listed = (read: Located, at: Path, { ids, one }: { ids: readonly string[]; one: Judge }): CatalogProblem[] => [
  ...ids.flatMap((id, index) => one(read, [...at, index], id)),
  ...ids.flatMap((id, index) =>
    ids.indexOf(id) === index ? [] : [read.problem([...at, index], `"${id}" is named twice`)],
  ),
];

interface Judges {
  readonly control: Judge;
  readonly source: Judge;
  readonly method: Judge;
  readonly threat: Judge;
}

/** Every `source` of a file, wherever it stands. */
function sourcesIn(value: unknown, path: Path = []): { path: Path; id: string }[] {
  if (Array.isArray(value)) return value.flatMap((one, index) => sourcesIn(one, [...path, index]));
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, one]) =>
    name === 'source' && typeof one === 'string'
      ? [{ path: [...path, name], id: one }]
      : sourcesIn(one, [...path, name]),
  );
}

const ofSources = (read: ReadFile<unknown>, source: Judge): CatalogProblem[] =>
  sourcesIn(read.data).flatMap(({ path, id }) => source(read, path, id));

function ofMethod(read: ReadFile<MethodFile>, { control }: Judges): CatalogProblem[] {
  const { controls, except } = read.data.applies;
  return [
    ...listed(read, ['applies', 'controls'], { ids: controls, one: control }),
    ...listed(read, ['applies', 'except'], { ids: except, one: control }),
  ];
}

interface Placed {
  readonly edition: string;
  readonly ref: string;
}

function ofPlace(read: Located, path: Path, given: { place: Placed; stories: Stories }): CatalogProblem[] {
  const { edition: id, ref } = given.place;
  if (given.stories.broken.has(id)) return [];
  const edition = given.stories.editions.get(id);
  if (!edition) return [read.problem([...path, 'edition'], `unknown edition "${id}"`)];
  return Object.hasOwn(edition.refs, ref) ? [] : [read.problem([...path, 'ref'], `edition "${id}" has no "${ref}"`)];
}

function ofThreat(read: ReadFile<ThreatFile>, judges: Judges, stories: Stories): CatalogProblem[] {
  const { ranks, measures, methods, causes, how_sure, source } = read.data;
  const own = [...methods, ...causes, ...measures].flatMap((line) =>
    (line.source ?? source) === 'own' && strength(line.how_sure ?? how_sure) > strength('proposal')
      ? [read.problem(['source'], `"${line.en.slice(0, 40)}" is our own and cannot be surer than a proposal`)]
      : [],
  );
  return [
    ...own,
    ...ranks.flatMap((place, at) => ofPlace(read, ['ranks', at], { place, stories })),
    ...measures.flatMap(({ controls = [] }, at) =>
      listed(read, ['measures', at, 'controls'], { ids: controls, one: judges.control }),
    ),
  ];
}

const ofCase = (read: ReadFile<CaseFile>, judges: Judges, stories: Stories): CatalogProblem[] => [
  ...ofPlace(read, [], { place: read.data, stories }),
  ...listed(read, ['controls'], { ids: read.data.controls, one: judges.control }),
  ...listed(read, ['threats'], { ids: read.data.threats, one: judges.threat }),
];

/** Every way through the questions must end at a known method, and its runner-up must be another one. */
function ofFinder(read: ReadFile<MethodFinder>, { method }: Judges): CatalogProblem[] {
  const { questions, start } = read.data;
  const byId = new Map(questions.map((question, at) => [question.id, { ...question, at }]));
  const reached = new Set<string>();
  const problems: CatalogProblem[] = [];
  const walk = (id: string, way: readonly string[], from: Path): void => {
    const question = byId.get(id);
    if (!question) problems.push(read.problem(from, `unknown question "${id}"`));
    else if (way.includes(id)) problems.push(read.problem(from, `question "${id}" leads back to itself`));
    if (!question || way.includes(id)) return;
    reached.add(id);
    for (const answer of ['yes', 'no'] as const) {
      const path = ['questions', question.at, answer];
      const next = question[answer];
      if ('question' in next) walk(next.question, [...way, id], [...path, 'question']);
      else {
        problems.push(...method(read, [...path, 'method'], next.method));
        problems.push(...method(read, [...path, 'runner_up'], next.runner_up));
        if (next.method === next.runner_up) problems.push(read.problem([...path, 'runner_up'], 'is the same method'));
      }
    }
  };
  walk(start, [], ['start']);
  const lost = questions.flatMap(({ id }, at) =>
    reached.has(id) ? [] : [read.problem(['questions', at, 'id'], `question "${id}" is never asked`)],
  );
  return [...problems, ...lost];
}

function ofPersonal(read: ReadFile<PersonalThreats>): CatalogProblem[] {
  const { threats, source, how_sure } = read.data;
  const ids = threats.map(({ id }) => id);
  const twice = ids.flatMap((id, at) =>
    ids.indexOf(id) === at ? [] : [read.problem(['threats', at, 'id'], `"${id}" is there twice`)],
  );
  const own = source === 'own' && strength(how_sure) > strength('proposal');
  return own ? [...twice, read.problem(['source'], 'is our own and cannot be surer than a proposal')] : twice;
}

/** All reference errors of the files that could be read on their own. */
export function findStoryProblems(stories: Stories): CatalogProblem[] {
  const { methods, threats, cases, finder, entryPoints, personal, broken } = stories;
  const idsOf = (reads: readonly ReadFile<{ readonly id: string }>[]) => new Set(reads.map(({ data }) => data.id));
  const judges: Judges = {
    control: judge(stories.controls, broken, 'control'),
    source: judge(stories.sources, new Set(), 'source'),
    method: judge(idsOf(methods), broken, 'method'),
    threat: judge(idsOf(threats), broken, 'threat'),
  };
  const reads: readonly (ReadFile<unknown> | undefined)[] = [
    ...methods,
    ...threats,
    ...cases,
    finder,
    entryPoints,
    personal,
  ];
  return [
    ...idProblems(methods),
    ...idProblems(threats),
    ...idProblems(cases),
    ...reads.flatMap((read) => (read ? ofSources(read, judges.source) : [])),
    ...methods.flatMap((read) => ofMethod(read, judges)),
    ...threats.flatMap((read) => ofThreat(read, judges, stories)),
    ...cases.flatMap((read) => ofCase(read, judges, stories)),
    ...(personal ? ofPersonal(personal) : []),
    ...(finder ? ofFinder(finder, judges) : []),
    ...(entryPoints
      ? entryPoints.data.flatMap(({ controls }, at) =>
          listed(entryPoints, [at, 'controls'], { ids: controls, one: judges.control }),
        )
      : []),
  ];
}
