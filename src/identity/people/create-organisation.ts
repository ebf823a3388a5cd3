// SPDX-License-Identifier: Apache-2.0
/** An organisation begins: with a first administrator at once (setup), or with an invitation for one. */
import { newUuid } from '../../kernel/ids.ts';
import type { Uuid } from '../../kernel/ids.ts';
import type { Language } from '../../kernel/language.ts';
import type { Industry, SizeBand } from '../../kernel/organisation-kinds.ts';
import { audit } from '../../platform/audit.ts';
import type { Deed } from '../../platform/audit.ts';
import { auditInstallation } from '../../platform/audit.ts';
import type { ScopedTx } from '../../platform/postgres/database.ts';
import { makeScope } from '../../platform/postgres/scope.ts';
import type { Context } from '../context.ts';
import { issueInvitation, mailInvitation } from './invitations.ts';
import { insertOrganisation } from './organisation-store.ts';

declare module '../../platform/events.ts' {
  interface EventMap {
    /** After the commit that made an organisation. */
    'identity.organisation_created': { readonly orgId: Uuid };
  }
}

export interface OrganisationInput {
  readonly name: string;
  readonly kana?: string;
  readonly industry: Industry;
  readonly sizeBand: SizeBand;
  readonly timeZone?: string;
}

/** Writes the organisation in the transaction that its scope opened. */
export async function beginOrganisation(tx: ScopedTx, context: Context, input: OrganisationInput): Promise<void> {
  await insertOrganisation(tx, {
    name: input.name,
    kana: input.kana ?? '',
    industry: input.industry,
    sizeBand: input.sizeBand,
    timeZone: input.timeZone ?? 'Asia/Tokyo',
    at: context.clock.now(),
  });
  tx.afterCommit(async () => context.events.emit('identity.organisation_created', tx.scope, { orgId: tx.orgId }));
}

export interface CreateOrganisation {
  readonly organisation: OrganisationInput;
  readonly administrator: { readonly name: string; readonly kana?: string; readonly email?: string | undefined };
  readonly language: Language;
  /** `https://sonae.example.jp:8443`: where the invitation leads. */
  readonly origin: string;
  /** Who asked, for the installation's audit log: `operator:<accountId>` or `command_line`. */
  readonly actor: string;
  readonly address?: string;
}

export interface CreatedOrganisation {
  readonly orgId: Uuid;
  /** Shown once. */
  readonly link: string;
  readonly mailed: boolean;
}

/** For the command line and the operator's page: the organisation belongs to whoever accepts the invitation. */
export async function createOrganisation(context: Context, input: CreateOrganisation): Promise<CreatedOrganisation> {
  const orgId = newUuid(context.clock, context.random);
  const where: Pick<Deed, 'address'> = input.address === undefined ? {} : { address: input.address };
  const scope = makeScope(orgId, { kind: 'system', job: 'identity.create_organisation' });
  const issued = await context.db.scoped(scope, async (tx) => {
    await beginOrganisation(tx, context, input.organisation);
    await audit(tx, context.clock, { action: 'identity.organisation_created', subject: orgId, ...where });
    return issueInvitation(tx, context, {
      ...input.administrator,
      kana: input.administrator.kana ?? '',
      roles: ['administrator'],
      language: input.language,
      origin: input.origin,
    });
  });
  await context.db.global(async (tx) =>
    auditInstallation(tx, context.clock, {
      action: 'identity.organisation_created',
      subject: orgId,
      actor: input.actor,
      ...where,
    }),
  );
  const mailed = await mailInvitation(context, issued, input.organisation.name);
  return { orgId, link: issued.link, mailed };
}
