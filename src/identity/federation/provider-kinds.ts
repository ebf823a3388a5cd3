// SPDX-License-Identifier: Apache-2.0
/**
 * Which providers an organisation can connect, and what of their word we believe. A provider speaks for one organisation:
 * for Microsoft that is one tenant, for Google one company domain, else the issuer itself.
 */
import { email as emailShape } from '../shapes/contract.ts';
import type { ProviderKind } from './contract.ts';

export interface ProviderPlace {
  readonly kind: ProviderKind;
  /** Entra: id of the tenant. Google: the company's domain. Generic: null. */
  readonly realm: string | null;
  readonly issuer: string;
}

/** https://accounts.google.com is one issuer for everybody (Google, OpenID Connect: Discovery document). */
const GOOGLE_ISSUER = 'https://accounts.google.com';

/**
 * The issuer of the version 2.0 endpoint of one tenant (Microsoft identity platform: OpenID Connect on the platform).
 * `common` and `organizations` would let in every tenant of the world.
 */
const entraIssuer = (tenant: string): string => `https://login.microsoftonline.com/${tenant}/v2.0`;

export type ProviderInput =
  | { readonly kind: 'entra'; readonly tenantId: string }
  | { readonly kind: 'google'; readonly domain: string }
  | { readonly kind: 'generic'; readonly issuer: string };

export function placeOf(input: ProviderInput): ProviderPlace {
  switch (input.kind) {
    case 'entra': {
      const realm = input.tenantId.toLowerCase();
      return { kind: 'entra', realm, issuer: entraIssuer(realm) };
    }
    case 'google':
      return { kind: 'google', realm: input.domain.toLowerCase(), issuer: GOOGLE_ISSUER };
    case 'generic':
      return { kind: 'generic', realm: null, issuer: input.issuer };
  }
}

/** Claims of a checked ID token (OpenID Connect Core 1.0 §2 and §5.1) as far as we look at them. */
export interface Claims {
  readonly sub: string;
  readonly [name: string]: unknown;
}

export interface Vouched {
  readonly subject: string;
  /** An address that the provider answers for; undefined when it does not. */
  readonly email: string | undefined;
  readonly name: string | undefined;
}

/** OpenID Connect Core 1.0 §2: at most 255 ASCII characters. */
const MAX_SUBJECT = 255;
const MAX_NAME = 100;

const text = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined);

function addressOf(value: unknown): string | undefined {
  const result = emailShape.safeParse(value);
  return result.success ? result.data : undefined;
}

function nameOf(claims: Claims): string | undefined {
  const name = text(claims['name'])
    ?.replaceAll(/\p{Cc}/gu, ' ')
    .toWellFormed()
    .trim();
  return name === undefined || name === '' ? undefined : [...name].slice(0, MAX_NAME).join('');
}

/** Whether the token is about this organisation at all. */
function isOfRealm({ kind, realm }: ProviderPlace, claims: Claims): boolean {
  if (kind === 'entra') return text(claims['tid'])?.toLowerCase() === realm;
  // Google, OpenID Connect: "hd" is present only for accounts of a company, and has to be checked.
  if (kind === 'google') return text(claims['hd'])?.toLowerCase() === realm;
  return true;
}

/**
 * An address counts when the provider says that it was verified. Microsoft has no such claim: there the address and the
 * sign-in name of a tenant are given by the tenant's own administrators, and the tenant was just checked.
 */
function vouchedAddress({ kind }: ProviderPlace, claims: Claims): string | undefined {
  if (kind === 'entra') return addressOf(claims['email']) ?? addressOf(claims['preferred_username']);
  return claims['email_verified'] === true ? addressOf(claims['email']) : undefined;
}

/** What a provider of this kind vouches for; undefined when the person belongs to another organisation. */
export function vouchedFor(place: ProviderPlace, claims: Claims): Vouched | undefined {
  if (claims.sub === '' || claims.sub.length > MAX_SUBJECT || /[^\x20-\x7e]/.test(claims.sub)) return undefined;
  if (!isOfRealm(place, claims)) return undefined;
  return { subject: claims.sub, email: vouchedAddress(place, claims), name: nameOf(claims) };
}
