// SPDX-License-Identifier: Apache-2.0
/** Rows of table.ts for the self-diagnosis. */
import type { Role } from '../../src/kernel/contract.ts';
import { must } from './fill.ts';
import type { Filled } from './fill.ts';
import type { MemberRow, Places, Row } from './table.ts';

const ANYONE: readonly Role[] = ['executive', 'administrator', 'teleworker', 'watcher', 'responder'];
const OWN: readonly Role[] = ['executive', 'administrator', 'teleworker'];
const MANAGERS: readonly Role[] = ['executive', 'administrator'];
const O = '/api/v1/org/:orgId';

const member = (may: readonly Role[], more: Omit<MemberRow, 'kind' | 'may'> = {}): MemberRow => ({
  kind: 'member',
  may,
  ...more,
});
const diagnosis = { places: ({ diagnosisId }: Filled): Places => ({ diagnosisId }) };
const diagnosisSite = (more: Places = {}) => ({
  places: ({ diagnosisId, diagnosisSiteId }: Filled): Places => ({ diagnosisId, siteId: diagnosisSiteId, ...more }),
});
const finished = { places: ({ finishedDiagnosisId }: Filled): Places => ({ diagnosisId: finishedDiagnosisId }) };
let sitesNamed = 0;
const newSite = () => {
  sitesNamed += 1;
  return { name: `site ${sitesNamed}` };
};
const anotherSite: MemberRow['fresh'] = async ({ administrator, orgId, diagnosisId }) => {
  const path = `/api/v1/org/${orgId}/diagnoses/${diagnosisId}/sites`;
  return { siteId: must(await administrator.post(path, newSite()), 201).siteId };
};
/** There is only one at a time. */
const openDiagnosis: MemberRow['fresh'] = async ({ administrator, orgId }) => {
  const path = `/api/v1/org/${orgId}/diagnoses`;
  const { open: held } = must(await administrator.get(path));
  return { diagnosisId: (held ?? must(await administrator.post(path, {}), 201)).diagnosisId };
};

export const DIAGNOSIS: Readonly<Record<string, Row>> = {
  [`GET ${O}/diagnoses`]: member(ANYONE),
  // One is open already.
  [`POST ${O}/diagnoses`]: member(MANAGERS, { status: 409, body: () => ({}) }),
  [`POST ${O}/diagnoses/:diagnosisId/sites`]: member(MANAGERS, { ...diagnosis, status: 201, body: newSite }),
  // A teleworker: only the parts they were asked for.
  [`GET ${O}/diagnoses/:diagnosisId/sites/:siteId`]: member(OWN, diagnosisSite()),
  [`PUT ${O}/diagnoses/:diagnosisId/sites/:siteId/answers/:question`]: member(OWN, {
    ...diagnosisSite({ question: '1' }),
    body: () => ({ value: 4 }),
    notTheirs: ['teleworker'],
  }),
  [`PUT ${O}/diagnoses/:diagnosisId/sites/:siteId/parts/:part/person`]: member(MANAGERS, {
    ...diagnosisSite({ part: '3' }),
    body: ({ own }) => ({ memberId: own.memberId }),
    foreignBody: ({ objects }) => ({ memberId: objects.memberId }),
  }),
  [`DELETE ${O}/diagnoses/:diagnosisId/sites/:siteId`]: member(MANAGERS, {
    ...diagnosisSite(),
    status: 204,
    fresh: anotherSite,
  }),
  [`GET ${O}/diagnoses/:diagnosisId/merge`]: member(MANAGERS, diagnosis),
  [`PUT ${O}/diagnoses/:diagnosisId/merge/:question`]: member(MANAGERS, {
    places: ({ diagnosisId }) => ({ diagnosisId, question: '1' }),
    body: () => ({ choice: null }),
  }),
  [`GET ${O}/diagnoses/:diagnosisId/finish`]: member(MANAGERS, diagnosis),
  // Not all is answered yet.
  [`POST ${O}/diagnoses/:diagnosisId/finish`]: member(MANAGERS, {
    ...diagnosis,
    status: 409,
    body: () => ({ controls: [], seenAt: '2026-11-20T00:00:00Z' }),
  }),
  [`GET ${O}/diagnoses/:diagnosisId/result`]: member(ANYONE, finished),
  [`GET ${O}/diagnoses/:diagnosisId/result.csv`]: member(MANAGERS, finished),
  // Last: the open one is gone afterwards.
  [`DELETE ${O}/diagnoses/:diagnosisId`]: member(MANAGERS, { ...diagnosis, status: 204, fresh: openDiagnosis }),
};
