// SPDX-License-Identifier: Apache-2.0
/** Starting, splitting and throwing away a self-diagnosis. */
import { conflict, invalid, notFound } from '../../kernel/errors.ts';
import { newUuid } from '../../kernel/ids.ts';
import { audit } from '../../platform/audit.ts';
import type { ScopedTx } from '../../platform/postgres/database.ts';
import type { AssessContext } from '../context.ts';
import { todayOf } from '../make-tasks.ts';
import { tellOfAsking } from '../people-asked.ts';
import { MAX_SITES } from './contract.ts';
import {
  deleteDiagnosis,
  deleteSite,
  insertDiagnosis,
  insertSite,
  keepPart,
  nameUnnamedSite,
  sitesOf,
} from './diagnosis-store.ts';
import { formById, formOn } from './form-of.ts';
import { memberIdOf, openRow } from './load-diagnosis.ts';

export async function startDiagnosis(
  tx: ScopedTx,
  context: AssessContext,
): Promise<{ diagnosisId: string; siteId: string }> {
  const { clock, random } = context.platform;
  const form = formOn(context.catalog, await todayOf(tx, context));
  const diagnosisId = newUuid(clock, random);
  const siteId = newUuid(clock, random);
  const made = await insertDiagnosis(tx, {
    diagnosisId,
    siteId,
    formId: form.id,
    catalogEdition: context.catalog.edition.id,
    at: clock.now(),
    by: memberIdOf(tx.scope),
  });
  if (!made) throw conflict('diagnosis_already_open');
  await audit(tx, clock, { action: 'assess.diagnosis_started', subject: diagnosisId, detail: { form: form.id } });
  return { diagnosisId, siteId };
}

export async function abandonDiagnosis(tx: ScopedTx, context: AssessContext, diagnosisId: string): Promise<void> {
  await openRow(tx, diagnosisId, 'change');
  await deleteDiagnosis(tx, diagnosisId);
  await audit(tx, context.platform.clock, { action: 'assess.diagnosis_abandoned', subject: diagnosisId });
}

export interface NewSite {
  readonly diagnosisId: string;
  readonly name: string;
  /** Name for the site that was there before, which had none. */
  readonly firstName: string | undefined;
}

export async function addSite(tx: ScopedTx, context: AssessContext, site: NewSite): Promise<{ siteId: string }> {
  const { clock, random } = context.platform;
  const { diagnosisId } = site;
  await openRow(tx, diagnosisId, 'change');
  const sites = await sitesOf(tx, diagnosisId);
  if (sites.length >= MAX_SITES) throw conflict('diagnosis_too_many_sites');
  const name = site.name.trim();
  const firstName = site.firstName?.trim();
  if (sites.some((one) => one.name === '')) {
    if (firstName === undefined) throw invalid('name_missing', [{ field: 'firstName', reason: 'name_missing' }]);
    if (firstName === name) throw invalid('diagnosis_site_twice', [{ field: 'name', reason: 'diagnosis_site_twice' }]);
    await nameUnnamedSite(tx, diagnosisId, firstName);
  }
  const siteId = newUuid(clock, random);
  if (!(await insertSite(tx, diagnosisId, { siteId, name }))) {
    throw invalid('diagnosis_site_twice', [{ field: 'name', reason: 'diagnosis_site_twice' }]);
  }
  return { siteId };
}

export async function removeSite(
  tx: ScopedTx,
  { diagnosisId, siteId }: { diagnosisId: string; siteId: string },
): Promise<void> {
  await openRow(tx, diagnosisId, 'change');
  const sites = await sitesOf(tx, diagnosisId);
  if (!sites.some((one) => one.site_id === siteId)) throw notFound('diagnosis_site_not_found');
  if (sites.length === 1) throw conflict('diagnosis_last_site');
  await deleteSite(tx, diagnosisId, siteId);
}

export interface Ask {
  readonly diagnosisId: string;
  readonly siteId: string;
  readonly part: number;
  readonly memberId: string | null;
}

/** "Please answer this part": the person finds it on the home page and sees no other part. */
export async function askForPart(tx: ScopedTx, context: AssessContext, ask: Ask): Promise<void> {
  const row = await openRow(tx, ask.diagnosisId, 'change');
  const form = formById(context.catalog, row.form_id);
  if (!form.parts.some(({ no }) => no === ask.part)) throw notFound('diagnosis_part_not_found');
  const sites = await sitesOf(tx, ask.diagnosisId);
  if (!sites.some((one) => one.site_id === ask.siteId)) throw notFound('diagnosis_site_not_found');
  if (ask.memberId !== null) {
    const people = await context.people.members(tx);
    if (!people.some(({ memberId }) => memberId === ask.memberId)) {
      throw invalid('receiver_not_possible', [{ field: 'memberId', reason: 'receiver_not_possible' }]);
    }
  }
  const { clock } = context.platform;
  await keepPart(tx, ask.diagnosisId, { ...ask, by: memberIdOf(tx.scope), at: clock.now() });
  await audit(tx, clock, { action: 'assess.diagnosis_asked', subject: ask.diagnosisId, detail: { part: ask.part } });
  tellOfAsking(tx, context);
}
