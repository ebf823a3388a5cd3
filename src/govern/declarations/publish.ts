// SPDX-License-Identifier: Apache-2.0
/** The public page: what was published, signed with the installation's key, and nothing else. */
import { SafeError, conflict } from '../../kernel/errors.ts';
import { audit } from '../../platform/audit.ts';
import type { ScopedTx } from '../../platform/postgres/database.ts';
import type { GovernContext } from '../context.ts';
import type { Policy } from './contract.ts';
import {
  declaredStars,
  dropPublication,
  freeSlug,
  keepPublication,
  newestPolicy,
  readPublication,
  takeSlug,
} from './declaration-store.ts';
import type { PublicationRow } from './declaration-store.ts';
import { overclaims } from './wording.ts';

/** What is signed: this line, then the content as it stands. Another kind of text can never pass for a publication. */
const SIGNED_HEAD = 'sonae-publication-1\n';

export interface Published {
  readonly slug: string;
  readonly publishedAt: string;
  readonly version: number;
  readonly policy: Policy;
  readonly declared: readonly { readonly star: 1 | 2; readonly declaredOn: string }[];
}

export const signedBytes = (content: string): Buffer => Buffer.from(SIGNED_HEAD + content, 'utf8');

const PARTS = ['company', 'representative', 'preamble'] as const;

/** Errors: `invalid` `wording_overclaims`, naming the part. */
export function refuseOverclaims(policy: Policy): void {
  const wrong = [
    ...PARTS.filter((part) => overclaims(policy[part]).length > 0),
    ...policy.sections.flatMap((text, at) => (overclaims(text).length > 0 ? [`sections.${at}`] : [])),
  ];
  if (wrong.length === 0) return;
  throw new SafeError('invalid', 'wording_overclaims', {
    details: wrong.map((field) => ({ field, reason: 'wording_overclaims' })),
  });
}

interface Wish {
  readonly slug: string;
  readonly noindex: boolean;
  readonly memberId: string;
}

/** Errors: `conflict` `policy_missing`, `slug_taken`. */
export async function publish(
  tx: ScopedTx,
  { platform, signer }: GovernContext,
  { slug, noindex, memberId }: Wish,
): Promise<PublicationRow> {
  const newest = await newestPolicy(tx);
  if (!newest) throw conflict('policy_missing');
  if (!(await takeSlug(tx, slug))) throw conflict('slug_taken');
  const at = platform.clock.now();
  const declared = (await declaredStars(tx)).map(({ star, declared_on }) => ({ star, declaredOn: declared_on }));
  const published: Published = {
    slug,
    publishedAt: at.toISOString(),
    version: newest.version,
    policy: newest.policy,
    declared,
  };
  const content = JSON.stringify(published);
  const row: PublicationRow = {
    slug,
    version: newest.version,
    content,
    signature: signer.sign(signedBytes(content)).toString('base64'),
    key_id: signer.keyId,
    noindex,
    published_at: at,
  };
  await keepPublication(tx, { ...row, memberId });
  await audit(tx, platform.clock, { action: 'govern.declaration_published', subject: slug });
  return row;
}

export async function unpublish(tx: ScopedTx, { platform }: GovernContext): Promise<void> {
  const before = await readPublication(tx);
  if (!before) return;
  await dropPublication(tx);
  await freeSlug(tx);
  await audit(tx, platform.clock, { action: 'govern.declaration_unpublished', subject: before.slug });
}
