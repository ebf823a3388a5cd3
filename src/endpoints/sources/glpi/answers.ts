// SPDX-License-Identifier: Apache-2.0
/**
 * What Sonae says to an agent. Whom to answer how (observed with FusionInventory 2.6-3 and GLPI Agent 1.12):
 * - PROLOG with `GLPI-Agent-ID` gets JSON, which moves that agent to the JSON protocol;
 * - PROLOG without it gets XML. A GLPI agent that already speaks JSON asks once more without the header and then must
 *   get XML, or it reports an unsupported answer;
 * - everything else is answered in the format it came in.
 */
import { deflateSync, gzipSync } from 'node:zlib';
import type { BodyEncoding } from '../../../platform/inflate.ts';
import type { AgentMessage } from './decode-message.ts';
import type { Format } from './raw-inventory.ts';

export interface AgentAnswer {
  readonly contentType: string;
  readonly body: Uint8Array;
}

/** Hours until the agent comes again; it adds a random delay of its own. */
export const AGENT_INTERVAL_HOURS = 24;
/**
 * Sections that must not leave the machine: command lines and variables carry passwords. GLPI agents obey this from
 * the server; FusionInventory only from its own configuration, so its sections are dropped on arrival as well.
 */
export const REFUSED_CATEGORIES = 'process,environment';

const XML_PROLOG = '<?xml version="1.0" encoding="UTF-8"?>\n';

/** Answer to a message that was taken in; for an inventory only after it is stored. */
export function answerTo(message: AgentMessage): AgentAnswer {
  const json = message.format === 'json' || (message.kind === 'prolog' && message.agentId !== undefined);
  return pack(json ? 'json' : 'xml', message.encoding, json ? jsonAnswer(message) : xmlAnswer(message));
}

function xmlAnswer(message: AgentMessage): string {
  if (message.kind !== 'prolog') return `${XML_PROLOG}<REPLY></REPLY>\n`;
  return `${XML_PROLOG}<REPLY><RESPONSE>SEND</RESPONSE><PROLOG_FREQ>${AGENT_INTERVAL_HOURS}</PROLOG_FREQ></REPLY>\n`;
}

function jsonAnswer(message: AgentMessage): string {
  // Without `expiration` agents take the answer for no answer.
  const ok = { status: 'ok', expiration: AGENT_INTERVAL_HOURS };
  if (message.kind !== 'prolog' && message.kind !== 'contact') return JSON.stringify(ok);
  const inventory = { server: 'sonae', version: '1', 'no-category': REFUSED_CATEGORIES };
  return JSON.stringify({ ...ok, tasks: { inventory } });
}

/**
 * A refusal in the agent's own protocol: GLPI agents log `message`, FusionInventory logs only the HTTP status.
 * `message` is one line for the person who reads the agent's log.
 */
export function refusal(format: Format, message: string): AgentAnswer {
  if (format === 'xml')
    return pack('xml', 'identity', `${XML_PROLOG}<REPLY><RESPONSE>${escapeXml(message)}</RESPONSE></REPLY>\n`);
  return pack('json', 'identity', JSON.stringify({ status: 'error', message, expiration: AGENT_INTERVAL_HOURS }));
}

const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };
const escapeXml = (text: string): string => text.replace(/[&<>]/g, (char) => ESCAPES[char] ?? char);

function pack(format: Format, encoding: BodyEncoding, text: string): AgentAnswer {
  const bytes = Buffer.from(text, 'utf8');
  // FusionInventory looks for the bytes 78 9C, the header of zlib's default level: another level would not be seen.
  if (encoding === 'zlib') return { contentType: 'application/x-compress-zlib', body: deflateSync(bytes) };
  if (encoding === 'gzip') return { contentType: 'application/x-compress-gzip', body: gzipSync(bytes) };
  return { contentType: format === 'json' ? 'application/json' : 'application/xml', body: bytes };
}
