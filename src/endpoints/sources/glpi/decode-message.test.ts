// SPDX-License-Identifier: Apache-2.0
import { existsSync, readFileSync } from 'node:fs';
import { gunzipSync, deflateSync, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import iconv from 'iconv-lite';
import { describe, expect, it } from 'vitest';
import { agentIdOf, decodeMessage } from './decode-message.ts';
import type { AgentMessage, AgentRequest } from './decode-message.ts';
import type { GlpiReport } from './map-report.ts';

const RECEIVED = Date.parse('2026-11-20T12:00:00Z');
const AGENT_ID = '6b84be52-e52b-11f1-9a24-c9f81412b99c';
const fixture = (name: string): Buffer => readFileSync(new URL(`./fixtures/${name}`, import.meta.url));
const request = (body: Uint8Array | string, more: Partial<AgentRequest> = {}): AgentRequest => ({
  body: typeof body === 'string' ? Buffer.from(body) : body,
  contentType: 'application/x-compress-zlib',
  contentEncoding: undefined,
  agentId: undefined,
  userAgent: 'FusionInventory-Agent_v2.6-3',
  receivedAtMs: RECEIVED,
  ...more,
});
const refusal = (kind: string, code: string): unknown => expect.objectContaining({ kind, code });
function reportIn(message: AgentMessage): GlpiReport {
  if (message.kind !== 'inventory') throw new Error(`not an inventory: ${message.kind}`);
  return message.report;
}
const inventory = (content: string): string =>
  `<?xml version="1.0"?><REQUEST><CONTENT>${content}</CONTENT><DEVICEID>d-1</DEVICEID><QUERY>INVENTORY</QUERY></REQUEST>`;
const json = (content: object, more: object = {}): string =>
  JSON.stringify({ action: 'inventory', deviceid: 'd-1', itemtype: 'Computer', content, ...more });

describe('messages of the protocol', () => {
  const prolog =
    '<?xml version="1.0" encoding="UTF-8" ?>\n<REQUEST><DEVICEID>vm-1</DEVICEID><QUERY>PROLOG</QUERY><TOKEN>12345678</TOKEN></REQUEST>\n';

  it('reads a PROLOG, packed in every way, with and without the agent id', () => {
    for (const [body, encoding] of [
      [deflateSync(prolog), 'zlib'],
      [gzipSync(prolog), 'gzip'],
      [Buffer.from(prolog), 'identity'],
    ] as const) {
      expect(decodeMessage(request(body))).toEqual({
        kind: 'prolog',
        format: 'xml',
        encoding,
        deviceId: 'vm-1',
        agentId: undefined,
      });
    }
    expect(decodeMessage(request(prolog, { agentId: AGENT_ID.toUpperCase() }))).toMatchObject({ agentId: AGENT_ID });
    expect(agentIdOf('not-a-uuid')).toBeUndefined();
  });

  it('reads a contact, and knows what it has no use for', () => {
    expect(decodeMessage(request('{"action":"contact","deviceid":"vm-1","tag":"hq"}'))).toMatchObject({
      kind: 'contact',
      format: 'json',
      tag: 'hq',
    });
    expect(decodeMessage(request('{"action":"netdiscovery","deviceid":"vm-1"}'))).toMatchObject({
      kind: 'other',
      what: 'netdiscovery Computer',
    });
    expect(decodeMessage(request(json({}, { itemtype: 'Printer' })))).toMatchObject({
      kind: 'other',
      what: 'inventory Printer',
    });
    expect(decodeMessage(request('<REQUEST><DEVICEID>a</DEVICEID><QUERY>SNMPQUERY</QUERY></REQUEST>'))).toMatchObject({
      kind: 'other',
      what: 'SNMPQUERY',
    });
  });

  it.each([
    ['no device id', '<REQUEST><QUERY>PROLOG</QUERY></REQUEST>', 'deviceid_missing'],
    ['an empty device id', '{"action":"contact","deviceid":" "}', 'deviceid_missing'],
    ['no query', '<REQUEST><DEVICEID>a</DEVICEID></REQUEST>', 'message_unknown'],
    ['another root', '<REPLY><DEVICEID>a</DEVICEID></REPLY>', 'message_unknown'],
    ['plain text', ' hello', 'message_unknown'],
    ['a JSON list', '[1]', 'message_unknown'],
    [
      'an inventory without content',
      '<REQUEST><DEVICEID>a</DEVICEID><QUERY>INVENTORY</QUERY></REQUEST>',
      'content_missing',
    ],
    ['an inventory of nothing', inventory('<FOO>1</FOO>'), 'content_missing'],
    ['JSON without content', '{"deviceid":"a"}', 'content_missing'],
    ['broken JSON', '{"deviceid":"a",', 'json_malformed'],
    ['an open JSON string', '{"deviceid":"a', 'json_malformed'],
    ['deep JSON', `{"deviceid":"a","content":${'['.repeat(30)}${']'.repeat(30)}}`, 'json_too_deep'],
    ['absurdly deep JSON', '{"a":'.repeat(200_000), 'json_too_deep'],
    ['a NUL byte', '<REQUEST><DEVICEID>a\u0000b</DEVICEID><QUERY>PROLOG</QUERY></REQUEST>', 'nul_in_body'],
    ['a NUL byte in JSON', '{"deviceid":"a\u0000"}', 'nul_in_body'],
    ['a document type', '<!DOCTYPE R []><REQUEST/>', 'xml_dtd_refused'],
    ['an entity in a section that is left out', inventory('<ENVS><VAL>&xxe;</VAL></ENVS>'), 'xml_entity_refused'],
    ['a charset nobody has', '<?xml version="1.0" encoding="klingon"?><REQUEST/>', 'wrong_charset'],
    ['UTF-16', Buffer.from('\ufeff<REQUEST/>', 'utf16le'), 'wrong_charset'],
    [
      'Latin-1 that says UTF-8',
      Buffer.from('<?xml version="1.0" encoding="UTF-8"?><REQUEST><A>caf\u00e9</A></REQUEST>', 'latin1'),
      'wrong_charset',
    ],
    [
      'Shift_JIS that is none',
      Buffer.from('<?xml version="1.0" encoding="Shift_JIS"?><REQUEST><A>\x81\x20</A></REQUEST>', 'latin1'),
      'wrong_charset',
    ],
    ['half a zlib stream', deflateSync(prolog).subarray(0, 40), 'body_truncated'],
    ['bytes that are no zlib stream', Buffer.from([0x78, 0x9c, 0xff, 0xff, 0xff]), 'body_not_compressed_right'],
    ['an empty body', '', 'body_empty'],
  ])('refuses %s', (_what, body, code) => {
    expect(() => decodeMessage(request(body))).toThrow(refusal('invalid', code));
  });

  it.each([
    ['a zip bomb', deflateSync(Buffer.alloc(50_000_000, 0x20)), 'body_too_large'],
    ['a 10 MB software list', deflateSync(inventory(tenMegabytes())), 'body_too_large'],
    [
      '100,000 fields',
      deflateSync(inventory(`<SOFTWARES>${'<A>1</A>'.repeat(100_000)}</SOFTWARES>`), { level: 1 }),
      'body_too_many_fields',
    ],
    [
      '100,000 fields in JSON',
      deflateSync(json({ softwares: Array.from({ length: 100_000 }, (_, index) => index) })),
      'body_too_many_fields',
    ],
    ['3 MB on the wire', Buffer.alloc(3 * 1024 * 1024, 0x20), 'body_too_large'],
    ['one endless value', inventory(`<BIOS><SSN>${'9'.repeat(400_000)}</SSN></BIOS>`), 'field_too_long'],
    ['one endless JSON value', json({ bios: { ssn: '9'.repeat(400_000) } }), 'field_too_long'],
  ])('refuses %s as too large', (_what, body, code) => {
    expect(() => decodeMessage(request(body))).toThrow(refusal('too_large', code));
  });

  function tenMegabytes(): string {
    const rows: string[] = [];
    for (let index = 0; index < 30_000; index += 1) {
      rows.push(
        `<SOFTWARES><NAME>program ${(index * 2_654_435_761) % 4_294_967_296}</NAME><COMMENTS>${(index * 40_503).toString(36).repeat(60)}</COMMENTS></SOFTWARES>`,
      );
    }
    return rows.join('');
  }

  it('takes the largest inventory known, 3,033 programs with every field an agent writes', () => {
    const fields = Array.from({ length: 16 }, (_, index) => `<F${index}>value ${index}</F${index}>`).join('');
    const rows = Array.from(
      { length: 3033 },
      (_, index) => `<SOFTWARES><NAME>p${index}</NAME><VERSION>${index}.10</VERSION>${fields}</SOFTWARES>`,
    );
    const report = reportIn(decodeMessage(request(deflateSync(inventory(rows.join(''))))));
    expect(report.software).toHaveLength(3033);
    expect(report.software?.find((item) => item.name === 'p7')?.version).toBe('7.10');
  });

  it('is not fooled by names that JavaScript gives a meaning', () => {
    const text =
      '{"deviceid":"d","__proto__":{"polluted":1},"content":{"__proto__":{"polluted":1},"bios":{"__proto__":{"ssn":"STOLEN-1"},"constructor":"x","ssn":"REAL-123"}}}';
    expect(reportIn(decodeMessage(request(text))).identity.serial).toBe('REAL-123');
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });

  it('answers any bytes with a message or a refusal', () => {
    const seed = deflateSync(fixture('linux-fusioninventory-2.6.xml'));
    const plain = fixture('linux-glpi-1.12.json');
    fc.assert(
      fc.property(
        fc.constantFrom(seed, plain),
        fc.array(fc.tuple(fc.nat(), fc.nat({ max: 255 })), { maxLength: 8 }),
        fc.nat(),
        (base, edits, cut) => {
          const bytes = Buffer.from(base);
          for (const [at, value] of edits) bytes[at % bytes.length] = value;
          try {
            decodeMessage(request(cut % 3 === 0 ? bytes.subarray(0, cut % bytes.length) : bytes));
          } catch (error) {
            expect(error).toMatchObject({ name: 'SafeError', kind: expect.stringMatching(/^(?:invalid|too_large)$/) });
          }
        },
      ),
      { numRuns: 300 },
    );
  });
});

describe('charsets', () => {
  const body = (charset: string): string =>
    `<?xml version="1.0" encoding="${charset}"?>${inventory('<SOFTWARES><NAME>弥生会計 〜表計算〜</NAME></SOFTWARES>').slice(21)}`;

  it.each(['Shift_JIS', 'EUC-JP', 'UTF-8'])('reads Japanese in %s', (charset) => {
    const report = reportIn(
      decodeMessage(request(deflateSync(iconv.encode(body(charset).replaceAll('〜', '～'), charset)))),
    );
    expect(report.software?.[0]?.name).toBe('弥生会計 ～表計算～');
  });

  it('reads ISO-8859-1, a byte order mark, and the charset of the content type', () => {
    const latin = Buffer.from(
      `<?xml version="1.0" encoding="ISO-8859-1"?>${inventory('<SOFTWARES><NAME>Zubeh\u00f6r</NAME></SOFTWARES>').slice(21)}`,
      'latin1',
    );
    expect(reportIn(decodeMessage(request(latin))).software?.[0]?.name).toBe('Zubehör');
    const marked = Buffer.from(`\ufeff${body('UTF-8')}`);
    expect(reportIn(decodeMessage(request(marked))).software?.[0]?.name).toBe('弥生会計 〜表計算〜');
    const typed = iconv.encode(inventory('<SOFTWARES><NAME>弥生</NAME></SOFTWARES>'), 'shift_jis');
    expect(
      reportIn(decodeMessage(request(typed, { contentType: 'application/xml; charset=Shift_JIS' }))).software?.[0]
        ?.name,
    ).toBe('弥生');
  });
});

describe('XML and JSON say the same', () => {
  const xml = reportIn(decodeMessage(request(fixture('linux-fusioninventory-2.6.xml'))));
  const glpi = reportIn(
    decodeMessage(request(fixture('linux-glpi-1.12.json'), { agentId: AGENT_ID, userAgent: 'GLPI-Agent_v1.12-dev' })),
  );

  it('about the same machine', () => {
    const { hardware, ...facts } = xml.facts;
    expect(glpi.facts).toEqual({ ...facts, hardware });
    expect(xml.identity).toEqual({ deviceId: 'vm-2026-11-20-21-35-01', macs: ['02:fc:00:00:00:01'], hostname: 'vm' });
    expect(glpi.identity).toEqual({ ...xml.identity, agentId: AGENT_ID, deviceId: 'vm-2026-11-20-21-43-27' });
    expect(xml).toMatchObject({ source: 'fusioninventory', client: 'FusionInventory-Agent_v2.6-3', partial: false });
    expect(glpi).toMatchObject({ source: 'glpi', client: 'GLPI-Agent_v1.12-dev', partial: false });
    expect(xml.software?.slice(0, 2)).toEqual(glpi.software?.slice(0, 2));
  });

  it('with one element or many', () => {
    const one = '<SOFTWARES><NAME>a</NAME><VERSION>3.10</VERSION></SOFTWARES>';
    const two = `${one}<SOFTWARES><NAME>b</NAME><VERSION>007</VERSION></SOFTWARES>`;
    expect(reportIn(decodeMessage(request(inventory(one)))).software).toEqual([{ name: 'a', version: '3.10' }]);
    expect(reportIn(decodeMessage(request(inventory(two)))).software).toEqual([
      { name: 'a', version: '3.10' },
      { name: 'b', version: '007' },
    ]);
    const members =
      '<LOCAL_USERS><ID>0</ID><LOGIN>root</LOGIN></LOCAL_USERS><OPERATINGSYSTEM><KERNEL_NAME>linux</KERNEL_NAME><NAME>x</NAME></OPERATINGSYSTEM>';
    const group = (inner: string): string => `${members}<LOCAL_GROUPS><NAME>sudo</NAME>${inner}</LOCAL_GROUPS>`;
    const names = (content: string): unknown => {
      const reading = reportIn(decodeMessage(request(inventory(content)))).facts.administrators;
      return reading?.state === 'known' ? reading.value.map((one_) => one_.name) : reading;
    };
    expect(names(group('<MEMBER>hanako</MEMBER>'))).toEqual(['hanako', 'root']);
    expect(names(group('<MEMBER>hanako</MEMBER><MEMBER>taro</MEMBER>'))).toEqual(['hanako', 'root', 'taro']);
  });

  it('keeps a version that JSON wrote as a number', () => {
    const report = reportIn(
      decodeMessage(request('{"deviceid":"d","content":{"softwares":[{"name":"a","version":3.10}]}}')),
    );
    expect(report.software).toEqual([{ name: 'a', version: '3.10' }]);
  });
});

const RECORDED = new URL('../../../../../shared/data/endpoints/', import.meta.url);
describe.skipIf(!existsSync(RECORDED))(
  'the recorded conversations, byte for byte (skipped without ../shared/data)',
  () => {
    function replay(path: string): { message: AgentMessage; text: string } {
      const read = (suffix: string): Buffer => readFileSync(new URL(`${path}${suffix}`, RECORDED));
      const { headers }: { headers: Record<string, string> } = JSON.parse(read('.headers.json').toString());
      const plain = new URL(`${path}.body`, RECORDED);
      return {
        message: decodeMessage({
          body: read('.raw.bin'),
          contentType: headers['content-type'],
          contentEncoding: headers['content-encoding'],
          agentId: headers['glpi-agent-id'],
          userAgent: headers['user-agent'],
          receivedAtMs: RECEIVED,
        }),
        text: existsSync(plain) ? readFileSync(plain, 'utf8') : gunzipSync(read('.body.gz')).toString(),
      };
    }

    it('FusionInventory 2.6', () => {
      expect(replay('fusioninventory-2.6/01-PROLOG').message).toMatchObject({
        kind: 'prolog',
        encoding: 'zlib',
        agentId: undefined,
      });
      const { message, text } = replay('fusioninventory-2.6/02-INVENTORY');
      const report = reportIn(message);
      expect(report.software).toHaveLength(text.split('<SOFTWARES>').length - 1);
      expect(report.software).toHaveLength(784);
      for (const item of report.software ?? []) expect(text).toContain(`<VERSION>${item.version}</VERSION>`);
      expect(report.observedAt.toISOString()).toBe('2026-11-20T21:35:47.000Z');
      expect(report.facts.os).toMatchObject({
        state: 'known',
        value: { platform: 'linux', name: 'Debian GNU/Linux 12 (bookworm)' },
      });
    });

    it('GLPI Agent 1.12', () => {
      expect(replay('glpi-agent-1.12-json/01-PROLOG').message).toMatchObject({ kind: 'prolog', agentId: AGENT_ID });
      const report = reportIn(replay('glpi-agent-1.12-json/02-inventory').message);
      expect(report.software).toHaveLength(834);
      expect(report.source).toBe('glpi');
      expect(replay('glpi-agent-1.12-json/03-contact').message).toMatchObject({
        kind: 'contact',
        format: 'json',
        agentId: AGENT_ID,
      });
      expect(replay('glpi-agent-1.12-json/04-PROLOG').message).toMatchObject({ kind: 'prolog', agentId: undefined });
      const partial = reportIn(replay('glpi-agent-1.12-json/05-inventory').message);
      expect(partial).toMatchObject({ partial: true, software: undefined, identity: { agentId: AGENT_ID } });
      expect(Object.keys(partial.facts)).toEqual(['disks']);
    });
  },
);
