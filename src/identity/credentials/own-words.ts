// SPDX-License-Identifier: Apache-2.0
import { romajiVariants, toHiragana } from './kana.ts';

/** What an attacker who knows the organisation would try first. All fields are optional plain text. */
export interface OwnWords {
  readonly organisationName?: string | undefined;
  /** ふりがな of the organisation, hiragana or katakana. */
  readonly organisationKana?: string | undefined;
  readonly personName?: string | undefined;
  readonly personKana?: string | undefined;
  readonly mail?: string | undefined;
  /** Trade names, shop names, host name of the public URL and the like. */
  readonly others?: readonly string[] | undefined;
}

const PRODUCT_WORDS = ['sonae', '備え', 'そなえ'];
const MAX_WORDS = 120;
const MAX_TEXT = 200;
/** Legal forms say nothing about one company, and stand in the way of its name. */
const LEGAL_FORMS =
  /株式会社|有限会社|合同会社|合資会社|合名会社|一般社団法人|一般財団法人|医療法人|学校法人|社会福祉法人|特定非営利活動法人|\((?:株|有|同)\)|かぶしきがいしゃ|かぶしきかいしゃ|ゆうげんがいしゃ|ごうどうがいしゃ|\b(?:co\.?,? ?ltd\.?|inc\.?|k\.k\.|llc)/gu;
const COMMON_MAIL_PARTS = new Set(['co', 'ne', 'or', 'ac', 'go', 'jp', 'com', 'net', 'org', 'www', 'mail', 'info']);

/**
 * Everything a password must not lean on: names as written, parts of them, ふりがな, its romaji in the usual spellings,
 * the parts of the mail address and the product's name. Lower case, NFKC, 2 to 40 signs (3 in Latin letters), at most 120.
 */
export function collectOwnWords(own: OwnWords): string[] {
  const words = new Set<string>();
  const add = (word: string): void => {
    const least = /^[\x20-\x7e]*$/.test(word) ? 3 : 2;
    if (word.length >= least && word.length <= 40 && words.size < MAX_WORDS) words.add(word);
  };
  const texts = [own.organisationName, own.organisationKana, own.personName, own.personKana, ...(own.others ?? [])];
  for (const text of texts) spellings(text ?? '').forEach(add);
  for (const part of mailParts(own.mail ?? '')) add(part);
  PRODUCT_WORDS.forEach(add);
  return [...words];
}

function spellings(text: string): string[] {
  const bare = toHiragana(text.slice(0, MAX_TEXT).normalize('NFKC').toLowerCase()).replace(LEGAL_FORMS, ' ').trim();
  const parts = bare.split(/[\s・,.、。\-_/&'’()「」]+/u).filter((part) => part !== '');
  const written = [...new Set([parts.join(''), ...parts])];
  const read = written.filter((part) => /\p{Script=Hiragana}/u.test(part)).flatMap(romajiVariants);
  // A reading that still holds kanji is no word anybody types.
  return [...written, ...read.filter((part) => /^[\x21-\x7e]+$/.test(part))];
}

function mailParts(mail: string): string[] {
  const [local = '', domain = ''] = mail.slice(0, MAX_TEXT).normalize('NFKC').toLowerCase().split('@');
  const pieces = [local, ...local.split(/[._+-]+/), ...domain.split(/[.-]+/)];
  return pieces
    .map((piece) => piece.replace(/\d+$/, ''))
    .concat(local)
    .filter((piece) => !COMMON_MAIL_PARTS.has(piece));
}
