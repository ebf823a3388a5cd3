// SPDX-License-Identifier: Apache-2.0
/** An osquery agent by hand, after what osqueryd sends (endpoints.md §1); its values belong to no real machine. */
import type { Product } from './product.ts';
import type { Loose } from './browser.ts';

export interface OsqueryReply {
  readonly status: number;
  readonly body: Loose;
  readonly headers: Headers;
}

export interface AgentWishes {
  readonly hostname: string;
  readonly uuid?: string;
  readonly serial?: string;
  readonly instanceId?: string;
  readonly identifier?: string;
  readonly platformType?: string;
  readonly version?: string;
}

export async function postOsquery(
  product: Pick<Product, 'origin'>,
  path: string,
  { body, headers = {} }: { body: unknown; headers?: Readonly<Record<string, string>> },
): Promise<OsqueryReply> {
  const raw = typeof body === 'string' || body instanceof Uint8Array ? Buffer.from(body) : JSON.stringify(body);
  const response = await fetch(product.origin + path, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'user-agent': 'osquery/5.12.1', ...headers },
    body: raw,
  });
  const text = await response.text();
  return { status: response.status, body: text === '' ? {} : JSON.parse(text), headers: response.headers };
}

export function enrolment(secret: string, wishes: AgentWishes): Loose {
  const { hostname, uuid = '', serial = '', instanceId = '' } = wishes;
  return {
    enroll_secret: secret,
    host_identifier: wishes.identifier ?? (uuid || hostname),
    platform_type: wishes.platformType ?? '9',
    host_details: {
      os_version: {
        name: 'Ubuntu',
        version: '24.04.1 LTS (Noble Numbat)',
        platform: 'ubuntu',
        platform_like: 'debian',
      },
      osquery_info: { version: wishes.version ?? '5.12.1', instance_id: instanceId, uuid },
      system_info: { hostname, computer_name: hostname, uuid, hardware_serial: serial, cpu_brand: 'A CPU\0\0' },
      platform_info: { vendor: 'Example' },
    },
  };
}

/** Enrols and hands back the node key. */
export async function enrol(product: Product, secret: string, wishes: AgentWishes): Promise<string> {
  const reply = await postOsquery(product, '/api/osquery/enroll', { body: enrolment(secret, wishes) });
  if (reply.status !== 200) throw new Error(`enrolment answered ${reply.status} ${JSON.stringify(reply.body)}`);
  return reply.body.node_key;
}

export interface OsqueryAgent {
  readonly nodeKey: string;
  post(name: string, more?: Loose, headers?: Readonly<Record<string, string>>): Promise<OsqueryReply>;
}

export async function osqueryAgent(product: Product, secret: string, wishes: AgentWishes): Promise<OsqueryAgent> {
  const nodeKey = await enrol(product, secret, wishes);
  return {
    nodeKey,
    post: async (name, more = {}, headers = {}) =>
      postOsquery(product, `/api/osquery/${name}`, { body: { node_key: nodeKey, ...more }, headers }),
  };
}

export const OS_ROW = {
  name: 'Ubuntu',
  version: '24.04.1 LTS (Noble Numbat)',
  build: '',
  platform: 'ubuntu',
  arch: 'x86_64',
} as const;
