// SPDX-License-Identifier: Apache-2.0
// One line per web area: `home.title` is the key `title` of home/ja.json. texts.test.ts checks that en.json agrees.
import type { Language } from '../kernel/language.ts';

interface Areas {
  account: typeof import('./account/ja.json');
  audit: typeof import('./audit/ja.json');
  campaigns: typeof import('./campaigns/ja.json');
  controls: typeof import('./controls/ja.json');
  demo: typeof import('./demo/ja.json');
  devices: typeof import('./devices/ja.json');
  diagnosis: typeof import('./diagnosis/ja.json');
  directory: typeof import('./directory/ja.json');
  entry: typeof import('./entry/ja.json');
  error: typeof import('./error/ja.json');
  evidence: typeof import('./evidence/ja.json');
  exceptions: typeof import('./exceptions/ja.json');
  home: typeof import('./home/ja.json');
  look: typeof import('./look/ja.json');
  notices: typeof import('./notices/ja.json');
  operate: typeof import('./operate/ja.json');
  password: typeof import('./password/ja.json');
  papers: typeof import('./papers/ja.json');
  people: typeof import('./people/ja.json');
  provider: typeof import('./provider/ja.json');
  reports: typeof import('./reports/ja.json');
  settings: typeof import('./settings/ja.json');
  setup: typeof import('./setup/ja.json');
  shell: typeof import('./shell/ja.json');
  tasks: typeof import('./tasks/ja.json');
  telework: typeof import('./telework/ja.json');
  threats: typeof import('./threats/ja.json');
  ui: typeof import('./ui/ja.json');
  words: typeof import('./words/ja.json');
}

export type TextKey = { [A in keyof Areas]: `${A}.${Extract<keyof Areas[A], string>}` }[keyof Areas];

/** Full key (`home.title`) → template. */
export type Texts = Readonly<Record<string, string>>;

/** `./home/ja.json` → keys under `home.`. */
export function mergeAreas(files: Readonly<Record<string, Texts>>): Texts {
  const merged: Record<string, string> = {};
  for (const [path, texts] of Object.entries(files)) {
    const area = path.split('/').at(-2) ?? '';
    for (const [key, text] of Object.entries(texts)) merged[`${area}.${key}`] = text;
  }
  return merged;
}

/** Loads the texts of one language only; the other language is a chunk that is not fetched. */
export async function loadTexts(language: Language): Promise<Texts> {
  return language === 'ja' ? (await import('./texts-ja.ts')).texts : (await import('./texts-en.ts')).texts;
}
