// SPDX-License-Identifier: Apache-2.0
/** The process side of `press.ts`: keeps the compiler and its fonts, and makes one paper for each message. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { NodeCompiler } from '@myriaddreamin/typst-ts-node-compiler';
import { printableData, readCoverage } from './glyphs.ts';
import type { Coverage } from './glyphs.ts';
import type { PressAnswer, PressQuestion } from './press.ts';

/** ISO 14289-1: tagged, with language and title, every glyph named. The compiler refuses what breaks it. */
const STANDARD = 'ua-1';

const require = createRequire(import.meta.url);
const fonts = [
  require.resolve('@expo-google-fonts/biz-udgothic/400Regular/BIZUDGothic_400Regular.ttf'),
  require.resolve('@expo-google-fonts/biz-udgothic/700Bold/BIZUDGothic_700Bold.ttf'),
].map((file) => readFileSync(file));
const coverages = fonts.map(readCoverage);
const coverage: Coverage = { has: (code) => coverages.every((one) => one.has(code)) };

const compilers = new Map<string, NodeCompiler>();

/** One for each folder of templates: a template can read no file outside of its own. */
function compilerFor(workspace: string): NodeCompiler {
  const made =
    compilers.get(workspace) ?? NodeCompiler.create({ workspace, fontArgs: [{ fontBlobs: fonts }], inputs: {} });
  compilers.set(workspace, made);
  return made;
}

/** Memory of former papers is dropped after this many of them did not need it. */
const KEEP_CACHED = 2;

function make({ id, template, data }: PressQuestion): PressAnswer {
  const file = fileURLToPath(template);
  const compiler = compilerFor(dirname(file));
  // What people wrote goes in as a value; it is never part of a template's source.
  const shown = JSON.stringify(printableData(JSON.parse(data), coverage));
  const made = compiler.compile({ mainFilePath: file, inputs: { data: shown } });
  if (made.result === null) {
    const told = JSON.stringify(compiler.fetchDiagnostics(made.takeDiagnostics() ?? made.takeError() ?? never()));
    return { id, ok: false, message: told.slice(0, 2000) };
  }
  const pdf = compiler.pdf(made.result, { pdfStandard: STANDARD });
  const pages = made.result.numOfPages;
  compiler.evictCache(KEEP_CACHED);
  return { id, ok: true, pdf: new Uint8Array(pdf), pages };
}

function never(): never {
  throw new Error('the compiler gave neither a document nor a reason');
}

const isQuestion = (value: unknown): value is PressQuestion =>
  typeof value === 'object' && value !== null && 'id' in value && 'template' in value && 'data' in value;

function answer(question: PressQuestion): PressAnswer {
  try {
    return make(question);
  } catch (error) {
    return { id: question.id, ok: false, message: String(error).slice(0, 2000) };
  }
}

// While a paper is made nothing else runs in this thread, so another one watches over the memory.
const watch = new Worker(new URL('./press-watch-worker.ts', import.meta.url), {
  workerData: { maxRssMb: Number(process.argv[2]) },
});
watch.unref();

process.on('message', (value) => {
  if (isQuestion(value)) process.send?.(answer(value));
});
process.on('disconnect', () => process.exit(0));
