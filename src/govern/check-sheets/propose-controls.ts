// SPDX-License-Identifier: Apache-2.0
/**
 * Which controls a question may be about, by likeness of texts: pairs of signs in Japanese, threes in Latin letters, rare
 * ones weighing more (TF-IDF, cosine). A proposal only; a person says which it is.
 */
import { foldWords } from './fold.ts';
import { withOtherWords } from './other-words.ts';

export interface ControlTexts {
  readonly id: string;
  readonly title: { readonly ja: string; readonly en: string };
  readonly question: { readonly ja: string; readonly en: string };
  readonly what: { readonly ja: string; readonly en: string };
}

export interface Likeness {
  readonly controlId: string;
  /** 0 … 1. */
  readonly score: number;
}

export type Proposer = (question: string, limit: number) => readonly Likeness[];

/** Below this it is chance: unrelated questions share a few endings. Chosen on the set in propose-controls.test.ts. */
const LEAST = 0.08;
/** Longer questions carry explanations that are about other things. */
const MAX_QUESTION = 600;

type Vector = ReadonlyMap<string, number>;

function piecesOf(text: string): string[] {
  return text.split(' ').flatMap((word) => {
    const length = /^[a-z0-9]+$/.test(word) ? 3 : 2;
    if (word.length <= length) return word === '' ? [] : [word];
    return Array.from({ length: word.length - length + 1 }, (_, at) => word.slice(at, at + length));
  });
}

function countPieces(texts: readonly (readonly [string, number])[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const [text, weight] of texts) {
    for (const piece of piecesOf(withOtherWords(foldWords(text)))) counts.set(piece, (counts.get(piece) ?? 0) + weight);
  }
  return counts;
}

function weigh(counts: ReadonlyMap<string, number>, rarity: (piece: string) => number): Vector {
  const weights = new Map<string, number>();
  let square = 0;
  for (const [piece, count] of counts) {
    const weight = (1 + Math.log(Math.max(1, count))) * rarity(piece);
    if (weight <= 0) continue;
    weights.set(piece, weight);
    square += weight * weight;
  }
  const length = Math.sqrt(square) || 1;
  return new Map([...weights].map(([piece, weight]) => [piece, weight / length]));
}

/** Title and question say what a control is about; the explanation names many other things and counts once. */
const textsOf = ({ title, question, what }: ControlTexts, language: 'ja' | 'en'): [string, number][] => [
  [title[language], 3],
  [question[language], 2],
  [what[language], 1],
];

const isJapanese = (text: string): boolean => /[\u3040-\u30ff\u4e00-\u9fff]/.test(text);

function indexOf(controls: readonly ControlTexts[], language: 'ja' | 'en') {
  const counted = controls.map((control) => ({ id: control.id, counts: countPieces(textsOf(control, language)) }));
  const inHowMany = new Map<string, number>();
  for (const { counts } of counted)
    for (const piece of counts.keys()) inHowMany.set(piece, (inHowMany.get(piece) ?? 0) + 1);
  const rarity = (piece: string): number => {
    const many = inHowMany.get(piece);
    return many === undefined ? 0 : Math.log(1 + controls.length / many);
  };
  return { rarity, vectors: counted.map(({ id, counts }) => ({ id, vector: weigh(counts, rarity) })) };
}

function product(left: Vector, right: Vector): number {
  const [small, large] = left.size < right.size ? [left, right] : [right, left];
  let sum = 0;
  for (const [piece, weight] of small) sum += weight * (large.get(piece) ?? 0);
  return sum;
}

/** Made once for a catalogue; each question then costs one product per control. */
export function createProposer(controls: readonly ControlTexts[]): Proposer {
  const indexes = { ja: indexOf(controls, 'ja'), en: indexOf(controls, 'en') };
  return (question, limit) => {
    const { rarity, vectors } = indexes[isJapanese(question) ? 'ja' : 'en'];
    const asked = weigh(countPieces([[question.slice(0, MAX_QUESTION), 1]]), rarity);
    return vectors
      .map(({ id, vector }) => ({ controlId: id, score: Math.round(product(asked, vector) * 1000) / 1000 }))
      .filter(({ score }) => score >= LEAST)
      .toSorted((a, b) => b.score - a.score || (a.controlId < b.controlId ? -1 : 1))
      .slice(0, limit);
  };
}
