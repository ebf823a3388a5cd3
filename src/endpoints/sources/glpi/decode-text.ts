// SPDX-License-Identifier: Apache-2.0
import iconv from 'iconv-lite';
import { SafeError } from '../../../kernel/errors.ts';

/**
 * Charsets an XML declaration may name, and the decoder used. ISO-8859-1 is read as Windows-1252 and Shift_JIS as
 * Windows-31J, as browsers do (WHATWG Encoding Standard §4.2): that is what Windows programs write under those names.
 */
const DECODERS: Readonly<Record<string, string>> = {
  'us-ascii': 'utf-8',
  ascii: 'utf-8',
  'utf-8': 'utf-8',
  utf8: 'utf-8',
  'iso-8859-1': 'win1252',
  latin1: 'win1252',
  'windows-1252': 'win1252',
  shift_jis: 'shift_jis',
  'shift-jis': 'shift_jis',
  sjis: 'shift_jis',
  'windows-31j': 'shift_jis',
  cp932: 'shift_jis',
  'euc-jp': 'eucjp',
};

const UTF8 = new TextDecoder('utf-8', { fatal: true });
/** Bytes looked at for the declaration; it is the first thing in the document (XML 1.0 §2.8). */
const DECLARATION_BYTES = 256;

/**
 * The text of a message. Order: the XML declaration, then the charset of the content type, then UTF-8.
 * Errors (`invalid`): `wrong_charset` for an unknown charset, UTF-16 or bytes that the charset does not have;
 * `nul_in_body`, because PostgreSQL cannot store NUL and no agent sends it.
 */
export function decodeText(bytes: Uint8Array, contentType: string | undefined): string {
  if (isUtf16(bytes)) throw wrongCharset();
  if (bytes.includes(0)) throw new SafeError('invalid', 'nul_in_body');
  const name = (declaredIn(bytes) ?? charsetOf(contentType) ?? 'utf-8').toLowerCase();
  const decoder = Object.hasOwn(DECODERS, name) ? DECODERS[name] : undefined;
  if (decoder === undefined) throw wrongCharset();
  return decoder === 'utf-8' ? decodeUtf8(bytes) : decodeLegacy(bytes, decoder);
}

/** By its byte order mark; without one its NUL bytes give it away. */
const isUtf16 = (bytes: Uint8Array): boolean =>
  (bytes[0] === 0xfe && bytes[1] === 0xff) || (bytes[0] === 0xff && bytes[1] === 0xfe);

const charsetOf = (contentType: string | undefined): string | undefined =>
  /charset\s*=\s*"?([\w.:-]+)/i.exec(contentType ?? '')?.[1];

function declaredIn(bytes: Uint8Array): string | undefined {
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, DECLARATION_BYTES)).toString(
    'latin1',
  );
  return /^(?:\u00ef\u00bb\u00bf)?\s*<\?xml[^>]*?\bencoding\s*=\s*["']([\w.:-]+)["']/.exec(head)?.[1];
}

function decodeUtf8(bytes: Uint8Array): string {
  try {
    return UTF8.decode(bytes);
  } catch (error) {
    throw wrongCharset(error);
  }
}

function decodeLegacy(bytes: Uint8Array, decoder: string): string {
  const text = iconv.decode(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length), decoder);
  // iconv-lite has no strict mode: it writes U+FFFD for bytes the charset does not have.
  if (text.includes('\ufffd')) throw wrongCharset();
  return text;
}

const wrongCharset = (cause?: unknown): SafeError => new SafeError('invalid', 'wrong_charset', { cause });
