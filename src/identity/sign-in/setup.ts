// SPDX-License-Identifier: Apache-2.0
/** The first organisation and its administrator, opened by the one-time token on the server's console. */
import { SafeError } from '../../kernel/errors.ts';
import { newUuid } from '../../kernel/ids.ts';
import type { Uuid } from '../../kernel/ids.ts';
import type { Language } from '../../kernel/language.ts';
import type { MEMBER_ROLES } from '../../kernel/contract.ts';
import { audit } from '../../platform/audit.ts';
import { hasSetupHash, takeSetupHash, writeSetupHash } from '../../platform/installation-store.ts';
import type { ScopedTx } from '../../platform/postgres/database.ts';
import { makeScope } from '../../platform/postgres/scope.ts';
import { makeToken, parseToken } from '../../platform/tokens.ts';
import type { Context, Exchange } from '../context.ts';
import { emailKey } from '../email-address.ts';
import { beginOrganisation } from '../people/create-organisation.ts';
import type { OrganisationInput } from '../people/create-organisation.ts';
import { insertMember } from '../people/member-store.ts';
import { indexMembership } from '../people/organisation-store.ts';
import { anyAccount, insertAccount } from './account-store.ts';
import { hashOfGood } from './password-choice.ts';
import { startSession } from './sessions.ts';

const wrongToken = (): SafeError => new SafeError('forbidden', 'setup_token_wrong');

/**
 * Makes a new setup token at each start until the first account exists; undefined afterwards.
 * The token is printed once on the console and kept only as a hash.
 */
export async function ensureSetupToken(context: Context): Promise<string | undefined> {
  return context.db.global(async (tx) => {
    const made = (await anyAccount(tx)) ? undefined : makeToken('setup', {}, context.random);
    await writeSetupHash(tx, {
      installationId: newUuid(context.clock, context.random),
      at: context.clock.now(),
      setupHash: made?.hash ?? null,
    });
    return made?.token;
  });
}

/** @throws SafeError `setup_token_wrong`. */
export async function requireSetupToken(context: Context, token: string): Promise<Uint8Array> {
  const parsed = parseToken(token);
  const hash = parsed?.kind === 'setup' ? parsed.hash : undefined;
  if (!hash || !(await context.db.global(async (tx) => hasSetupHash(tx, hash)))) throw wrongToken();
  return hash;
}

export interface Setup {
  readonly token: string;
  readonly language: Language;
  readonly organisation: OrganisationInput;
  readonly administrator: {
    readonly name: string;
    readonly kana: string;
    readonly email: string;
    readonly password: string;
    readonly alsoExecutive: boolean;
  };
}

/** One transaction: token used up, organisation, account, member, session. Of two at once, one wins. */
export async function completeSetup(context: Context, given: Setup, exchange: Exchange): Promise<Uuid> {
  const tokenHash = await requireSetupToken(context, given.token);
  const { administrator: person, organisation } = given;
  const passwordHash = await hashOfGood(context, person.password, {
    own: {
      organisationName: organisation.name,
      organisationKana: organisation.kana,
      personName: person.name,
      personKana: person.kana,
      mail: person.email,
    },
    field: 'administrator.password',
  });
  const ids = {
    orgId: newUuid(context.clock, context.random),
    accountId: newUuid(context.clock, context.random),
    memberId: newUuid(context.clock, context.random),
  };
  const roles: (typeof MEMBER_ROLES)[number][] = person.alsoExecutive
    ? ['administrator', 'executive']
    : ['administrator'];
  const scope = makeScope(ids.orgId, { kind: 'member', accountId: ids.accountId, memberId: ids.memberId, roles });
  const session = await context.db.scoped(scope, async (tx) => {
    if (!(await takeSetupHash(tx, tokenHash)) || (await anyAccount(tx))) throw wrongToken();
    await writePeople(tx, context, { given, ids, roles, passwordHash });
    await audit(tx, context.clock, {
      action: 'identity.setup_completed',
      subject: ids.orgId,
      address: exchange.caller.address,
    });
    return startSession(tx, context, { accountId: ids.accountId, method: 'setup', exchange });
  });
  session.apply();
  return ids.orgId;
}

interface People {
  readonly given: Setup;
  readonly ids: { readonly accountId: Uuid; readonly memberId: Uuid };
  readonly roles: readonly (typeof MEMBER_ROLES)[number][];
  readonly passwordHash: string;
}

async function writePeople(tx: ScopedTx, context: Context, { given, ids, roles, passwordHash }: People): Promise<void> {
  const { administrator: person } = given;
  const at = context.clock.now();
  await beginOrganisation(tx, context, given.organisation);
  await insertAccount(tx, {
    accountId: ids.accountId,
    email: person.email.trim(),
    emailKey: emailKey(person.email),
    name: person.name,
    kana: person.kana,
    language: given.language,
    operator: true,
    passwordHash,
    at,
  });
  await insertMember(tx, { ...ids, name: person.name, kana: person.kana, roles, at });
  await indexMembership(tx, ids.accountId, 'member');
}
