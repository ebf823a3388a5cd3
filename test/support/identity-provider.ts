// SPDX-License-Identifier: Apache-2.0
/** A real OpenID provider (oidc-provider) on loopback over HTTPS. Whoever opens its page is signed in as `person`. */
import { generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { get } from 'node:https';
import { Provider } from 'oidc-provider';
import type { Configuration } from 'oidc-provider';
import { startHttpsServer } from './https-server.ts';
import type { HttpsServer } from './https-server.ts';

export interface ProviderPerson {
  readonly sub: string;
  readonly [claim: string]: unknown;
}

export interface TestProvider {
  readonly issuer: string;
  readonly ca: string;
  /** Tells the provider where Sonae is; before that it answers nothing. */
  register(options: Options): void;
  /** Who signs in next; undefined = the person presses "cancel". */
  person: ProviderPerson | undefined;
  /** Goes to the provider's page as a browser does, and gives where it is sent back to. */
  visit(location: string): Promise<URL>;
  close(): Promise<void>;
}

export const CLIENT = { clientId: 'sonae', clientSecret: 'a secret of at least thirty-two characters' } as const;

const CLAIMS = {
  openid: ['sub', 'tid', 'hd'],
  email: ['email', 'email_verified'],
  profile: ['name', 'preferred_username'],
};

export interface Options {
  readonly redirectUri: string;
  /** Strict providers tell the address by their userinfo endpoint only. */
  readonly claimsInToken?: boolean;
}

function configurationOf(box: { person: ProviderPerson | undefined }, options: Options): Configuration {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  return {
    clients: [
      {
        client_id: CLIENT.clientId,
        client_secret: CLIENT.clientSecret,
        redirect_uris: [options.redirectUri],
        response_types: ['code'],
        grant_types: ['authorization_code'],
      },
    ],
    claims: CLAIMS,
    conformIdTokenClaims: options.claimsInToken === false,
    pkce: { required: () => true },
    jwks: { keys: [{ ...privateKey.export({ format: 'jwk' }), kid: 'one', alg: 'RS256', use: 'sig' }] },
    cookies: { keys: ['for tests'] },
    features: { devInteractions: { enabled: false } },
    interactions: { url: (_context, { uid }) => `/interaction/${uid}` },
    findAccount: async (_context, sub) => ({
      accountId: sub,
      claims: async () => ({ ...box.person, sub }),
    }),
    renderError: (context, error) => {
      context.body = JSON.stringify(error);
    },
  };
}

/** Signs in and agrees without asking. */
async function answerInteraction(
  provider: Provider,
  person: ProviderPerson | undefined,
  { request, response }: { readonly request: IncomingMessage; readonly response: ServerResponse },
): Promise<void> {
  const { prompt, params } = await provider.interactionDetails(request, response);
  if (!person) {
    const result = { error: 'access_denied', error_description: 'cancelled' };
    return provider.interactionFinished(request, response, result, { mergeWithLastSubmission: false });
  }
  if (prompt.name === 'login') {
    const result = { login: { accountId: person.sub, remember: false } };
    return provider.interactionFinished(request, response, result, { mergeWithLastSubmission: false });
  }
  const grant = new provider.Grant({ accountId: person.sub, clientId: String(params['client_id']) });
  grant.addOIDCScope('openid email profile');
  const result = { consent: { grantId: await grant.save() } };
  return provider.interactionFinished(request, response, result, { mergeWithLastSubmission: true });
}

interface Hop {
  readonly location: string | undefined;
  readonly cookies: readonly string[];
  readonly status: number;
}

async function hop(url: URL, { ca, cookie }: { readonly ca: string; readonly cookie: string }): Promise<Hop> {
  const request = get(url, { ca, agent: false, headers: cookie === '' ? {} : { cookie } });
  const [response] = (await once(request, 'response')) as [IncomingMessage];
  response.resume();
  const { location, 'set-cookie': cookies = [] } = response.headers;
  return { location, cookies, status: response.statusCode ?? 0 };
}

/** Follows the provider's own redirects with a jar of cookies until it sends the browser elsewhere. */
async function follow(server: HttpsServer, start: string): Promise<URL> {
  const jar = new Map<string, string>();
  let url = new URL(start);
  for (let hops = 0; hops < 10 && url.origin === server.origin; hops += 1) {
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ');
    const { location, cookies, status } = await hop(url, { ca: server.ca, cookie });
    for (const line of cookies) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      jar.set(name, value);
    }
    if (location === undefined) throw new Error(`the provider stopped at ${url.pathname} with ${status}`);
    url = new URL(location, url);
  }
  return url;
}

export async function startProvider(): Promise<TestProvider> {
  const box: { person: ProviderPerson | undefined; handle: (q: IncomingMessage, s: ServerResponse) => void } = {
    person: undefined,
    handle: (_request, response) => void response.writeHead(503).end(),
  };
  const server = await startHttpsServer((request, response) => box.handle(request, response));
  const register = (options: Options): void => {
    const provider = new Provider(server.origin, configurationOf(box, options));
    const callback = provider.callback();
    box.handle = (request, response) => {
      if (!request.url?.startsWith('/interaction/')) return void callback(request, response);
      answerInteraction(provider, box.person, { request, response }).catch((error: unknown) => {
        response.writeHead(500).end(String(error));
      });
    };
  };
  return {
    issuer: server.origin,
    ca: server.ca,
    register,
    get person() {
      return box.person;
    },
    set person(person) {
      box.person = person;
    },
    visit: async (location) => follow(server, location),
    close: async () => server.close(),
  };
}
