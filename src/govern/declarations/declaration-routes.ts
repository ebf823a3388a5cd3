// SPDX-License-Identifier: Apache-2.0
import { invalid, notFound } from '../../kernel/errors.ts';
import { audit } from '../../platform/audit.ts';
import type { Routes } from '../../platform/http/routes.ts';
import type { ScopedTx } from '../../platform/postgres/database.ts';
import type { Scope } from '../../platform/postgres/scope.ts';
import { stateNow } from '../check-sheets/sheet-context.ts';
import { memberOf } from '../../platform/postgres/scope.ts';
import type { GovernContext } from '../context.ts';
import { declarationOperations as operations } from './contract.ts';
import type { DeclarationsView } from './contract.ts';
import {
  declaredStars,
  dropDeclared,
  insertPolicy,
  keepDeclared,
  newestPolicy,
  readPublication,
} from './declaration-store.ts';
import type { DeclaredRow, PublicationRow } from './declaration-store.ts';
import { POLICY_HEADINGS, policyTemplate } from './policy-template.ts';
import { publicDoor } from './public-door.ts';
import { publish, refuseOverclaims, unpublish } from './publish.ts';
import { itemsOf } from './read-items.ts';

const ARTICLES = 'ipa-articles';
const QUESTIONS = 'ipa-questions';

const publicationView = (row: PublicationRow) => ({
  slug: row.slug,
  path: `/public/${row.slug}`,
  publishedAt: row.published_at.toISOString(),
  version: row.version,
  noindex: row.noindex,
});

const declaredView = (row: DeclaredRow) => ({
  star: row.star,
  declaredOn: row.declared_on,
  registrationId: row.registration_id,
});

function memberIdOf(scope: Scope): string {
  const memberId = memberOf(scope);
  if (memberId === undefined) throw notFound();
  return memberId;
}

/** Five articles or six: which edition counts is the organisation's choice; without one, the one in force. */
function editionsOf({ catalog }: GovernContext, today: string, wanted: string | undefined) {
  const editions = [...catalog.editions.values()].filter(({ framework }) => framework === ARTICLES);
  const chosen = wanted === undefined ? catalog.editionOn(ARTICLES, today) : editions.find(({ id }) => id === wanted);
  if (!chosen) throw invalid('edition_unknown');
  return { chosen, editions };
}

async function readView(tx: ScopedTx, context: GovernContext, wanted: string | undefined): Promise<DeclarationsView> {
  const { catalog, people } = context;
  const state = await stateNow(tx, context);
  const { chosen, editions } = editionsOf(context, state.today, wanted);
  const form = catalog.editionOn(QUESTIONS, state.today);
  const questions = form ? itemsOf(form, catalog, state) : [];
  const missing = questions.filter(
    ({ controls }) => !controls.some(({ controlId }) => state.controls.get(controlId)?.declared !== undefined),
  );
  const company = await people.organisationName(tx);
  const newest = await newestPolicy(tx);
  const publication = await readPublication(tx);
  return {
    edition: { id: chosen.id, title: chosen.title, wording: chosen.wording },
    editions: editions.map(({ id, title }) => ({ id, title })),
    articles: itemsOf(chosen, catalog, state),
    questions: {
      answered: questions.length - missing.length,
      all: questions.length,
      missing: missing.map(({ ref, title }) => ({ ref, title })),
    },
    policy: newest?.policy ?? null,
    policyVersion: newest?.version ?? 0,
    policySavedAt: newest?.saved_at.toISOString() ?? null,
    template: {
      ja: policyTemplate('ja', { company, day: state.today }),
      en: policyTemplate('en', { company, day: state.today }),
    },
    headings: { ja: [...POLICY_HEADINGS.ja], en: [...POLICY_HEADINGS.en] },
    declared: (await declaredStars(tx)).map(declaredView),
    publication: publication ? publicationView(publication) : null,
  };
}

export function declarationRoutes(routes: Routes, context: GovernContext): void {
  const { db, clock } = context.platform;
  routes.door(publicDoor(context));
  routes.member(operations.readDeclarations, async ({ scope, query }) =>
    db.scoped(scope, async (tx) => readView(tx, context, query.edition)),
  );
  routes.member(operations.savePolicy, async ({ scope, body }) => {
    refuseOverclaims(body);
    const memberId = memberIdOf(scope);
    return db.scoped(scope, async (tx) => {
      const version = await insertPolicy(tx, { policy: body, at: clock.now(), memberId });
      await audit(tx, clock, { action: 'govern.policy_saved', subject: String(version) });
      return { version };
    });
  });
  routes.member(operations.recordDeclaration, async ({ scope, params, body }) =>
    db.scoped(scope, async (tx) => {
      const star = params.star === '1' ? 1 : 2;
      const { declaredOn, registrationId } = body;
      if (declaredOn === null) await dropDeclared(tx, star);
      else {
        const row = { star, declared_on: declaredOn, registration_id: registrationId } as const;
        await keepDeclared(tx, { ...row, at: clock.now(), memberId: memberIdOf(scope) });
      }
      await audit(tx, clock, { action: 'govern.declared', subject: params.star, detail: { on: declaredOn ?? '' } });
      return { declared: (await declaredStars(tx)).map(declaredView) };
    }),
  );
  routes.member(operations.publishDeclaration, async ({ scope, body }) =>
    db.scoped(scope, async (tx) => ({
      publication: publicationView(await publish(tx, context, { ...body, memberId: memberIdOf(scope) })),
    })),
  );
  routes.member(operations.unpublishDeclaration, async ({ scope }) =>
    db.scoped(scope, async (tx) => {
      await unpublish(tx, context);
      return null;
    }),
  );
}
