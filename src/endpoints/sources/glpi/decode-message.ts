// SPDX-License-Identifier: Apache-2.0
/**
 * From the bytes of one agent message to what it says. Pure: no clock, no database, no HTTP.
 *
 * Two formats on one door: XML (`<REQUEST>`, FusionInventory and GLPI Agent in its old protocol) and JSON (GLPI Agent).
 */
import { SafeError } from '../../../kernel/errors.ts';
import { detectEncoding, inflateSyncBounded } from '../../../platform/inflate.ts';
import type { BodyEncoding } from '../../../platform/inflate.ts';
import { decodeText } from './decode-text.ts';
import { GLPI_LIMITS, KEPT_LENGTH } from './limits.ts';
import { reportOf } from './map-report.ts';
import type { GlpiReport, Sender } from './map-report.ts';
import {
  clean,
  firstOf,
  isObject,
  rowsOf,
  sectionsOfJson,
  sectionsOfXml,
  skipUnreadSection,
  textOf,
} from './raw-inventory.ts';
import type { Format, RawInventory } from './raw-inventory.ts';
import { parseJson } from './scan-json.ts';
import { scanXml } from './scan-xml.ts';
import type { XmlNode, XmlValue } from './scan-xml.ts';

/** One request, as the HTTP layer has it. Plain data, so that it can cross to a worker thread. */
export interface AgentRequest {
  readonly body: Uint8Array;
  readonly contentType: string | undefined;
  readonly contentEncoding: string | undefined;
  /** Header `GLPI-Agent-ID`. */
  readonly agentId: string | undefined;
  readonly userAgent: string | undefined;
  /** Milliseconds since 1970 at which the request arrived. */
  readonly receivedAtMs: number;
}

interface Envelope {
  readonly format: Format;
  /** How the request was packed; the answer is packed the same way. */
  readonly encoding: BodyEncoding;
  readonly deviceId: string;
  readonly agentId: string | undefined;
}

export type AgentMessage =
  | (Envelope & { readonly kind: 'prolog' })
  | (Envelope & { readonly kind: 'contact'; readonly tag: string | undefined })
  | (Envelope & { readonly kind: 'inventory'; readonly report: GlpiReport })
  /** Something the protocol allows and Sonae has no use for: network discovery, inventories of printers. */
  | (Envelope & { readonly kind: 'other'; readonly what: string });

const UUID = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i;

/** The agent's id in lower case; undefined for anything that is no UUID, as if it had not been sent. */
export function agentIdOf(header: string | undefined): string | undefined {
  const text = header?.trim() ?? '';
  return UUID.test(text) ? text.toLowerCase() : undefined;
}

/** Errors: see README.md, all `SafeError` of kind `invalid` or `too_large`. */
export function decodeMessage(request: AgentRequest): AgentMessage {
  const encoding = detectEncoding(request.body, request);
  return decodeInflated(inflateSyncBounded(request.body, encoding, GLPI_LIMITS), encoding, request);
}

/** The same for a body that is already inflated; `encoding` is how it came. */
export function decodeInflated(bytes: Uint8Array, encoding: BodyEncoding, request: AgentRequest): AgentMessage {
  const text = decodeText(bytes, request.contentType);
  const sender: Sender = {
    agentId: agentIdOf(request.agentId),
    userAgent: request.userAgent === undefined ? undefined : clean(request.userAgent, KEPT_LENGTH.short),
    receivedAt: new Date(request.receivedAtMs),
  };
  const start = /^[\ufeff\s]*(.)/s.exec(text)?.[1];
  if (start === '<') return decodeXml(text, encoding, sender);
  if (start === '{') return decodeJson(text, encoding, sender);
  throw new SafeError('invalid', 'message_unknown');
}

function decodeXml(text: string, encoding: BodyEncoding, sender: Sender): AgentMessage {
  const document = scanXml(text, skipUnreadSection);
  if (document.root !== 'REQUEST' || typeof document.value === 'string')
    throw new SafeError('invalid', 'message_unknown');
  const request = document.value;
  const deviceId = requireDeviceId(textValue(request['DEVICEID']));
  const envelope: Envelope = { format: 'xml', encoding, deviceId, agentId: sender.agentId };
  const query = clean(textValue(request['QUERY']) ?? '', KEPT_LENGTH.short)?.toUpperCase();
  if (query === undefined) throw new SafeError('invalid', 'message_unknown');
  if (query === 'PROLOG') return { ...envelope, kind: 'prolog' };
  if (query !== 'INVENTORY') return { ...envelope, kind: 'other', what: query };
  const content = request['CONTENT'];
  if (content === undefined || typeof content === 'string' || Array.isArray(content)) throw noContent();
  return { ...envelope, kind: 'inventory', report: reportOf(rawOfXml(deviceId, content), sender) };
}

const textValue = (value: XmlNode[string]): string | undefined => {
  const first: XmlValue | undefined = Array.isArray(value) ? value[0] : value;
  return typeof first === 'string' ? first : undefined;
};

function rawOfXml(deviceId: string, content: XmlNode): RawInventory {
  const raw: RawInventory = {
    deviceId,
    client: undefined,
    tag: undefined,
    partial: false,
    sections: sectionsOfXml(content),
  };
  if (raw.sections.size === 0) throw noContent();
  const tagged = rowsOf(raw, 'accountinfo').find((row) => textOf(row, 'keyname') === 'TAG');
  return { ...raw, client: clientOf(raw), tag: textOf(tagged, 'keyvalue') };
}

const clientOf = (raw: RawInventory): string | undefined =>
  textOf(firstOf(raw, 'versionclient'), 'value', KEPT_LENGTH.short);

function decodeJson(text: string, encoding: BodyEncoding, sender: Sender): AgentMessage {
  const message = parseJson(text);
  if (!isObject(message)) throw new SafeError('invalid', 'message_unknown');
  const deviceId = requireDeviceId(stringOf(message['deviceid']));
  const envelope: Envelope = { format: 'json', encoding, deviceId, agentId: sender.agentId };
  // A message without action is an inventory (Protocol/Message.pm).
  const action = clean(stringOf(message['action']) ?? 'inventory', KEPT_LENGTH.short)?.toLowerCase() ?? '';
  const tag = clean(stringOf(message['tag']) ?? '', KEPT_LENGTH.name);
  if (action === 'contact') return { ...envelope, kind: 'contact', tag };
  const itemType = clean(stringOf(message['itemtype']) ?? 'Computer', KEPT_LENGTH.short) ?? '';
  if (action !== 'inventory' || itemType !== 'Computer')
    return { ...envelope, kind: 'other', what: `${action} ${itemType}` };
  return { ...envelope, kind: 'inventory', report: reportOf(rawOfJson(message, { deviceId, tag }), sender) };
}

function rawOfJson(
  message: Readonly<Record<string, unknown>>,
  more: Pick<RawInventory, 'deviceId' | 'tag'>,
): RawInventory {
  const content = message['content'];
  const sections = isObject(content) ? sectionsOfJson(content) : undefined;
  if (sections === undefined || sections.size === 0) throw noContent();
  const raw: RawInventory = { ...more, client: undefined, partial: message['partial'] === true, sections };
  return { ...raw, client: clientOf(raw) };
}

const stringOf = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

const noContent = (): SafeError => new SafeError('invalid', 'content_missing');

function requireDeviceId(text: string | undefined): string {
  const deviceId = clean(text ?? '', KEPT_LENGTH.id);
  if (deviceId === undefined) throw new SafeError('invalid', 'deviceid_missing');
  return deviceId;
}
