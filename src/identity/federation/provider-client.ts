// SPDX-License-Identifier: Apache-2.0
/**
 * Talking to a provider: discovery, the address of its page, and the exchange of a code for a checked ID token. The
 * protocol's checks (issuer, audience, nonce, signature, PKCE) are openid-client's; which addresses may be reached is ours.
 */
import * as oidc from 'openid-client';
import { HOUR_MS, SECOND_MS, systemClock } from '../../kernel/clock.ts';
import { SafeError } from '../../kernel/errors.ts';
import type { OutboundHttp } from '../../platform/outbound-http.ts';
import type { Context } from '../context.ts';
import type { Claims, ProviderPlace } from './provider-kinds.ts';

export interface Client extends ProviderPlace {
  readonly clientId: string;
  readonly clientSecret: string;
}

/** Documents of a provider are a few kilobytes; a key set with certificates may be more. */
const MAX_BYTES = 256 * 1024;
const TIMEOUT_MS = 15 * SECOND_MS;
/** A provider's addresses and keys may change; openid-client asks for new keys by itself when it meets an unknown one. */
const CACHE_MS = HOUR_MS;
const MAX_CACHED = 200;
const SCOPE = 'openid email profile';

function fetchThrough(outbound: OutboundHttp): oidc.CustomFetch {
  return async (url, { method, headers, body }) => {
    const reply = await outbound.send({
      url,
      method: method === 'POST' ? 'POST' : 'GET',
      headers,
      ...(body instanceof URLSearchParams || typeof body === 'string' ? { body: body.toString() } : {}),
      maxBytes: MAX_BYTES,
      timeoutMs: TIMEOUT_MS,
    });
    const empty = reply.status === 204 || reply.status === 304;
    return new Response(empty ? null : new Uint8Array(reply.body), { status: reply.status, headers: reply.headers });
  };
}

/** What lies beneath an error of the library, when it is one of ours. */
function safeCause(error: unknown): SafeError | undefined {
  let at = error;
  for (let depth = 0; depth < 5 && at instanceof Error; depth++) {
    if (at instanceof SafeError) return at;
    at = at.cause;
  }
  return undefined;
}

const REFUSED_PLACES = new Set(['outbound_address_refused', 'outbound_not_https']);

/** The library's codes hold no secrets; its messages and causes may quote tokens, so neither is logged. */
function codeOf(error: unknown): string {
  if (typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string')
    return error.code;
  return error instanceof Error ? error.name : 'unknown';
}

function problemOf(context: Context, error: unknown, step: string): SafeError {
  const cause = safeCause(error);
  context.log.warn({ part: 'identity', step, code: cause?.code ?? codeOf(error) }, 'sign-in provider');
  if (cause && REFUSED_PLACES.has(cause.code)) return new SafeError('invalid', 'provider_address_refused');
  if (cause) return new SafeError('unavailable', 'provider_unreachable');
  if (error instanceof oidc.AuthorizationResponseError && error.error === 'access_denied') {
    return new SafeError('unauthenticated', 'provider_cancelled');
  }
  if (step === 'discovery') return new SafeError('invalid', 'provider_not_openid');
  // RFC 6749 §5.2: a wrong or expired secret is answered by `invalid_client`, mostly with a challenge.
  const badClient =
    error instanceof oidc.WWWAuthenticateChallengeError ||
    (error instanceof oidc.ResponseBodyError && error.error === 'invalid_client');
  return new SafeError('unauthenticated', badClient ? 'provider_secret_wrong' : 'provider_refused');
}

interface Cached {
  readonly configuration: oidc.Configuration;
  readonly until: number;
}

export interface Begun {
  readonly location: string;
  readonly state: string;
  readonly nonce: string;
  readonly verifier: string;
}

export interface ProviderClients {
  /** @throws SafeError `provider_unreachable`, `provider_address_refused`, `provider_not_openid` */
  check(client: Client): Promise<void>;
  begin(client: Client, redirectUri: string): Promise<Begun>;
  /** @throws SafeError as `check`, and `provider_cancelled`, `provider_secret_wrong`, `provider_refused` */
  finish(
    client: Client,
    answered: { readonly url: URL; readonly state: string; readonly nonce: string; readonly verifier: string },
  ): Promise<Claims>;
}

/** Asks for the provider's document and readies everything for this client. */
async function discover(
  { clock, outbound }: Context,
  { issuer, clientId, clientSecret }: Client,
): Promise<oidc.Configuration> {
  // Our own clock, which tests set: the library takes the difference to the machine's in seconds.
  const skew = { [oidc.clockSkew]: Math.round((clock.now().getTime() - systemClock.now().getTime()) / SECOND_MS) };
  const configuration = await oidc.discovery(new URL(issuer), clientId, skew, undefined, {
    [oidc.customFetch]: fetchThrough(outbound),
    timeout: TIMEOUT_MS / SECOND_MS,
  });
  const metadata = configuration.serverMetadata();
  const methods = metadata.token_endpoint_auth_methods_supported ?? ['client_secret_basic'];
  const authenticated = new oidc.Configuration(
    metadata,
    clientId,
    { ...skew, client_secret: clientSecret },
    methods.includes('client_secret_basic') || !methods.includes('client_secret_post')
      ? oidc.ClientSecretBasic(clientSecret)
      : oidc.ClientSecretPost(clientSecret),
  );
  authenticated[oidc.customFetch] = fetchThrough(outbound);
  authenticated.timeout = TIMEOUT_MS / SECOND_MS;
  // The token comes straight from the provider over TLS; its signature is checked all the same.
  oidc.enableNonRepudiationChecks(authenticated);
  return authenticated;
}

export function providerClients(context: Context): ProviderClients {
  const cache = new Map<string, Cached>();

  async function configurationOf(client: Client): Promise<oidc.Configuration> {
    const key = JSON.stringify([client.issuer, client.clientId, client.clientSecret]);
    const now = context.clock.now().getTime();
    const held = cache.get(key);
    if (held && held.until > now) return held.configuration;
    const configuration = await discover(context, client).catch((error: unknown) => {
      throw problemOf(context, error, 'discovery');
    });
    if (cache.size >= MAX_CACHED) cache.clear();
    cache.set(key, { configuration, until: now + CACHE_MS });
    return configuration;
  }

  return {
    check: async (client) => {
      await configurationOf(client);
    },
    begin: async (client, redirectUri) => {
      const configuration = await configurationOf(client);
      const [verifier, state, nonce] = [oidc.randomPKCECodeVerifier(), oidc.randomState(), oidc.randomNonce()];
      const location = oidc.buildAuthorizationUrl(configuration, {
        redirect_uri: redirectUri,
        scope: SCOPE,
        state,
        nonce,
        code_challenge: await oidc.calculatePKCECodeChallenge(verifier),
        code_challenge_method: 'S256',
        ...(client.kind === 'google' && client.realm !== null ? { hd: client.realm } : {}),
      });
      // The browser is sent there: no other scheme than https, whatever the provider's document says.
      if (location.protocol !== 'https:') throw new SafeError('invalid', 'provider_not_openid');
      return { location: location.href, state, nonce, verifier };
    },
    finish: async (client, { url, state, nonce, verifier }) => {
      const configuration = await configurationOf(client);
      try {
        const tokens = await oidc.authorizationCodeGrant(configuration, url, {
          pkceCodeVerifier: verifier,
          expectedState: state,
          expectedNonce: nonce,
          idTokenExpected: true,
        });
        const claims = tokens.claims();
        if (!claims) throw new Error('no ID token');
        // Strict providers tell an address only here (OpenID Connect Core 1.0 §5.4); what the signed token says, wins.
        const asked = claims['email'] === undefined && configuration.serverMetadata().userinfo_endpoint !== undefined;
        const more = asked ? await oidc.fetchUserInfo(configuration, tokens.access_token, claims.sub) : {};
        return { ...more, ...claims };
      } catch (error) {
        throw problemOf(context, error, 'finish');
      }
    },
  };
}
