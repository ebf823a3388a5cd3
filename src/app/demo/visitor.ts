// SPDX-License-Identifier: Apache-2.0
/** Somebody who uses the product over HTTP, as a browser or an agent does. */
import type { Api } from '../contract.ts';

type Key = keyof Api;
/** What an operation takes, without what it does not know. */
interface Input {
  readonly params?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}
type InputOf<K extends Key> = Input & { readonly body?: Api[K]['body'] };

export interface Visitor {
  /** `visitor.does('POST /api/v1/session', { body })`. Throws `DemoRefused`. */
  does<K extends Key>(key: K, input?: InputOf<K>): Promise<Api[K]['response']>;
  /** Takes the anti-forgery token; after setting up, accepting an invitation, or signing in. */
  entered(): Promise<Visitor>;
}

export class DemoRefused extends Error {
  override readonly name = 'DemoRefused';
}

export interface Knock {
  readonly method: string;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** One request; its answer as it came, or a refusal that names what was asked. */
export async function knock(
  origin: string,
  { method, path, headers = {}, body }: Knock,
): Promise<{ text: string; cookies: string[] }> {
  const sent = body === undefined ? {} : { body };
  const response = await fetch(origin + path, { method, headers: { ...headers }, ...sent });
  const text = await response.text();
  if (response.status >= 300)
    throw new DemoRefused(`${method} ${path} was answered ${response.status} ${text.slice(0, 500)}`);
  return { text, cookies: response.headers.getSetCookie() };
}

function addressOf(pattern: string, { params = {}, query = {} }: Input): string {
  const path = pattern.replaceAll(/:(\w+)/g, (_whole, name: string) => encodeURIComponent(params[name] ?? ''));
  const search = new URLSearchParams(query).toString();
  return search === '' ? path : `${path}?${search}`;
}

const WITHOUT_BODY: ReadonlySet<string> = new Set(['GET', 'DELETE']);

const withBody = (asked: Knock, body: unknown = {}): Knock => ({
  ...asked,
  headers: { ...asked.headers, 'content-type': 'application/json' },
  body: JSON.stringify(body),
});

function keep(jar: Map<string, string>, cookies: readonly string[]): void {
  for (const cookie of cookies) {
    const [pair = ''] = cookie.split(';');
    const at = pair.indexOf('=');
    jar.set(pair.slice(0, at), pair.slice(at + 1));
  }
}

export function visit(origin: string): Visitor {
  const jar = new Map<string, string>();
  let csrf: string | undefined;
  const visitor: Visitor = {
    does: async <K extends Key>(key: K, input: InputOf<K> = {}) => {
      const [method = '', pattern = ''] = key.split(' ');
      const headers = {
        origin,
        cookie: [...jar].map(([name, value]) => `${name}=${value}`).join('; '),
        ...(csrf === undefined ? {} : { 'x-sonae-csrf': csrf }),
      };
      const asked = { method, path: addressOf(pattern, input), headers };
      const { text, cookies } = await knock(origin, WITHOUT_BODY.has(method) ? asked : withBody(asked, input.body));
      keep(jar, cookies);
      // Our own server's answer, whose shape the contract promises.
      return (text === '' ? null : JSON.parse(text)) as Api[K]['response'];
    },
    entered: async () => {
      const session = await visitor.does('GET /api/v1/session');
      if (!session.signedIn) throw new DemoRefused('nobody is signed in');
      csrf = session.csrfToken;
      return visitor;
    },
  };
  return visitor;
}
