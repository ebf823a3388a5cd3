// SPDX-License-Identifier: Apache-2.0
/** What a browser adds to `fetch`: a cookie jar, the Origin header and the anti-forgery token. */
export interface Reply<Body = unknown> {
  readonly status: number;
  readonly body: Body;
  readonly headers: Headers;
}

export interface RequestOptions {
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Answers are loose on purpose: tests assert what they need of them. */
// oxlint-disable-next-line typescript/no-explicit-any -- an answer of any operation
export type Loose = any;

export interface TestBrowser {
  readonly cookies: Map<string, string>;
  /** Sent as X-Sonae-CSRF when set; `refresh` and `signIn` set it. */
  csrf: string | undefined;
  call(method: string, path: string, options?: RequestOptions): Promise<Reply<Loose>>;
  get(path: string): Promise<Reply<Loose>>;
  post(path: string, body?: unknown): Promise<Reply<Loose>>;
  put(path: string, body?: unknown): Promise<Reply<Loose>>;
  delete(path: string): Promise<Reply<Loose>>;
  /** Asks who is signed in and keeps the anti-forgery token. */
  refresh(): Promise<Reply<Loose>>;
  signIn(email: string, password: string): Promise<Reply<Loose>>;
}

function keepCookies(jar: Map<string, string>, headers: Headers): void {
  for (const line of headers.getSetCookie()) {
    const [pair = ''] = line.split(';');
    const at = pair.indexOf('=');
    const value = pair.slice(at + 1);
    if (value === '') jar.delete(pair.slice(0, at));
    else jar.set(pair.slice(0, at), value);
  }
}

/** `headers` go with every request, e.g. `x-forwarded-for` behind a trusted proxy. */
export function openBrowser(origin: string, headers: Readonly<Record<string, string>> = {}): TestBrowser {
  const browser: TestBrowser = {
    cookies: new Map(),
    csrf: undefined,
    call: async (method, path, options = {}) => {
      const response = await fetch(origin + path, {
        method,
        headers: {
          'user-agent': 'Mozilla/5.0 (test)',
          ...(method === 'GET'
            ? {}
            : { origin: headers['x-forwarded-proto'] ? origin.replace('http:', 'https:') : origin }),
          ...(browser.cookies.size > 0
            ? { cookie: [...browser.cookies].map(([name, value]) => `${name}=${value}`).join('; ') }
            : {}),
          ...(browser.csrf === undefined || method === 'GET' ? {} : { 'x-sonae-csrf': browser.csrf }),
          ...(options.body === undefined ? {} : { 'content-type': 'application/json' }),
          ...headers,
          ...options.headers,
        },
        ...(options.body === undefined ? {} : { body: JSON.stringify(options.body) }),
      });
      keepCookies(browser.cookies, response.headers);
      const text = await response.text();
      return { status: response.status, body: text === '' ? undefined : JSON.parse(text), headers: response.headers };
    },
    get: async (path) => browser.call('GET', path),
    post: async (path, body = {}) => browser.call('POST', path, { body }),
    put: async (path, body = {}) => browser.call('PUT', path, { body }),
    delete: async (path) => browser.call('DELETE', path),
    refresh: async () => {
      const reply = await browser.get('/api/v1/session');
      browser.csrf = reply.body.csrfToken;
      return reply;
    },
    signIn: async (email, password) => {
      const reply = await browser.post('/api/v1/session', { email, password });
      if (reply.status === 200) await browser.refresh();
      return reply;
    },
  };
  return browser;
}
