// SPDX-License-Identifier: Apache-2.0
/**
 * Who may do what: one row for every route, written by hand and on purpose not derived from the contracts, so that a
 * contract that opens too far meets a second opinion. A route without a row fails the test, and so does a row
 * without a route.
 */
import type { Role } from '../../src/kernel/contract.ts';
import { OSQUERY_PATHS } from '../../src/endpoints/osquery-door.ts';
import { CHECK_SHEETS, DECLARATIONS } from './check-sheets.ts';
import { collectorReport } from '../support/collector-report.ts';
import type { Product } from '../support/product.ts';
import { DIAGNOSIS } from './diagnosis-rows.ts';
import { PROVIDER } from './provider-rows.ts';
import { VOTE } from './vote-rows.ts';
import { must } from './fill.ts';
import type { Filled } from './fill.ts';

export interface World {
  readonly product: Product;
  /** Address of somebody of the operator, for `grantOperator`. */
  readonly operatorEmail: string;
}

/** Values for the `:name` places of a path. */
export type Places = Readonly<Record<string, string>>;
/** `own`: the caller's own organisation; `objects`: whose objects are named (the other organisation's in an attack). */
export interface Ids {
  readonly own: Filled;
  readonly objects: Filled;
}

export interface MemberRow {
  readonly kind: 'member';
  readonly may: readonly Role[];
  /** Objects in the path besides the organisation. Absent = the route names none. */
  readonly places?: (objects: Filled) => Places;
  readonly query?: string;
  readonly body?: (ids: Ids) => unknown;
  /** Status in the own organisation; 200 unless told. */
  readonly status?: number;
  /** Roles that may knock, but for whom this object is not there. */
  readonly notTheirs?: readonly Role[];
  /** Makes an object for a call that uses it up. */
  readonly fresh?: (own: Filled, world: World) => Promise<Places>;
  /** Names the other organisation's objects in the body: `invalid` (400) or `not found` (404). */
  readonly foreignBody?: (ids: Ids) => unknown;
}

export interface OtherRow {
  /**
   * `account`: anyone signed in, about themselves. `operator`: the operator's staff. `public`: anyone. `device`: a code
   * or device key. `door`: speaks its own protocol and checks its callers itself; tested in devices.test.ts.
   */
  readonly kind: 'public' | 'account' | 'operator' | 'device' | 'door';
  readonly body?: (ids: Ids) => unknown;
  readonly places?: (objects: Filled) => Places;
  /** Status for a caller who may call. */
  readonly status: number;
}

export type Row = MemberRow | OtherRow;

const ANYONE: readonly Role[] = ['executive', 'administrator', 'teleworker', 'watcher', 'responder'];
const OWN: readonly Role[] = ['executive', 'administrator', 'teleworker'];
const MANAGERS: readonly Role[] = ['executive', 'administrator'];
const ADMINISTRATORS: readonly Role[] = ['administrator'];

const member = (may: readonly Role[], more: Omit<MemberRow, 'kind' | 'may'> = {}): MemberRow => ({
  kind: 'member',
  may,
  ...more,
});
const open = (status: number, body?: unknown): OtherRow => ({ kind: 'public', status, body: () => body });
const account = (status: number, more: Pick<OtherRow, 'body' | 'places'> = {}): OtherRow => ({
  kind: 'account',
  status,
  ...more,
});
const door = (status: number): OtherRow => ({ kind: 'door', status });

const device = { places: ({ deviceId }: Filled): Places => ({ deviceId }) };
const finding = { places: ({ findingId }: Filled): Places => ({ findingId }) };
const task = { places: ({ taskId }: Filled): Places => ({ taskId }) };
const NOBODYS = '01a1f677-0000-7000-8000-000000000000';
const WRONG = { token: `sonae_inv_${'0'.repeat(26)}_${'0'.repeat(26)}_${'0'.repeat(59)}` };
const PERSON = { name: 'x', kana: '', email: 'x@example.jp', password: 'x' };

const ORGANISATION = { name: 'renamed', kana: '', industry: 'construction', sizeBand: '1-5' };
const CLOSE = { how: 'false_positive', reason: 'looked at it', until: '2026-12-18' };

const overruled: MemberRow['fresh'] = async ({ administrator, orgId, findingId }) => {
  await administrator.post(`/api/v1/org/${orgId}/findings/${findingId}/close`, CLOSE);
  return { findingId };
};
const standing: MemberRow['fresh'] = async ({ administrator, orgId, findingId }) => {
  await administrator.post(`/api/v1/org/${orgId}/findings/${findingId}/reopen`, {});
  return { findingId };
};
const anotherTask: MemberRow['fresh'] = async ({ administrator, orgId }) => {
  const { tasks } = must(await administrator.get(`/api/v1/org/${orgId}/tasks`));
  return { taskId: tasks[0].taskId };
};
const invited: MemberRow['fresh'] = async ({ administrator, orgId }) => {
  const path = `/api/v1/org/${orgId}/invitations`;
  const made = must(await administrator.post(path, { name: 'for a moment', kana: '', roles: ['teleworker'] }), 201);
  return { inviteId: made.invitation.inviteId };
};
const granted: MemberRow['fresh'] = async ({ administrator, orgId }, { operatorEmail }) => {
  const path = `/api/v1/org/${orgId}/operators`;
  const { grantId } = must(await administrator.post(path, { email: operatorEmail, roles: ['watcher'] }), 201);
  return { grantId };
};
const credential: MemberRow['fresh'] = async ({ administrator, orgId }) => {
  const { credentialId } = must(
    await administrator.post(`/api/v1/org/${orgId}/credentials`, { label: 'for a moment' }),
    201,
  );
  return { credentialId };
};
/** A device without keys that anyone needs later. */
const carried: MemberRow['fresh'] = async ({ administrator, orgId }) => {
  const report = collectorReport({
    hostname: 'carried',
    observedAt: '2026-11-20T00:00:00Z',
    biosUuid: 'carried-by-hand-1',
  });
  const { deviceId } = must(await administrator.post(`/api/v1/org/${orgId}/reports`, { report }), 201);
  return { deviceId };
};

const directoryToken: MemberRow['fresh'] = async ({ administrator, orgId }) => {
  const path = `/api/v1/org/${orgId}/directory/tokens`;
  const { tokenId } = must(await administrator.post(path, { label: 'for a moment' }), 201);
  return { tokenId };
};

const O = '/api/v1/org/:orgId';

const SCIM_ROUTES = ['Users', 'Groups'].flatMap((kind) => [
  `GET /scim/v2/${kind}`,
  `POST /scim/v2/${kind}`,
  ...['GET', 'PUT', 'PATCH', 'DELETE'].map((method) => `${method} /scim/v2/${kind}/:id`),
]);
const SCIM_DISCOVERY = ['ServiceProviderConfig', 'ResourceTypes', 'ResourceTypes/:id', 'Schemas', 'Schemas/:id'];
const NOBODY = { id: '0192f000-0000-7000-8000-000000000000' };

const HOOK = { kind: 'generic', language: 'ja', label: 'for a moment', url: 'https://127.0.0.1/' };
const channel = { places: ({ channelId }: Filled): Places => ({ channelId }) };
const hook: MemberRow['fresh'] = async ({ administrator, orgId }) => {
  const made = must(await administrator.post(`/api/v1/org/${orgId}/notices/channels`, HOOK), 201);
  return { channelId: made.channel.channelId };
};

const NOTICES: Readonly<Record<string, Row>> = {
  [`GET ${O}/notices/choice`]: member(OWN),
  [`PUT ${O}/notices/choice`]: member(OWN, {
    body: () => ({ mail: true, urgentInQuiet: true, quietFrom: 1200, quietUntil: 480, digestAt: 510 }),
  }),
  [`GET ${O}/notices/deliveries`]: member(ADMINISTRATORS),
  [`GET ${O}/notices/feed`]: member(OWN),
  [`POST ${O}/notices/feed`]: member(OWN, { body: () => ({}), status: 201 }),
  [`DELETE ${O}/notices/feed`]: member(OWN, { status: 204 }),
  // Checks its address itself: src/notify/feed.integration.test.ts.
  'GET /feed/:token': door(404),
  [`GET ${O}/notices/channels`]: member(ADMINISTRATORS),
  [`POST ${O}/notices/channels`]: member(ADMINISTRATORS, { body: () => HOOK, status: 201 }),
  [`DELETE ${O}/notices/channels/:channelId`]: member(ADMINISTRATORS, { ...channel, fresh: hook, status: 204 }),
  [`POST ${O}/notices/channels/:channelId/test`]: member(ADMINISTRATORS, { ...channel, body: () => ({}) }),
  [`POST ${O}/notices/channels/:channelId/on`]: member(ADMINISTRATORS, { ...channel, body: () => ({}) }),
};

/** The organisation's own directory: its tokens are tested in directory.integration.test.ts. */
const DIRECTORY: Readonly<Record<string, Row>> = {
  [`GET ${O}/given-things`]: member(ADMINISTRATORS),
  [`PUT ${O}/given-things`]: member(ADMINISTRATORS, { body: () => ({ things: ['mail'] }) }),
  [`PUT ${O}/members/:memberId/last-day`]: member(ADMINISTRATORS, {
    places: ({ memberId }) => ({ memberId }),
    body: () => ({ lastDay: null }),
  }),
  [`GET ${O}/directory`]: member(ADMINISTRATORS),
  [`POST ${O}/directory/tokens`]: member(ADMINISTRATORS, { status: 201, body: () => ({ label: 'directory' }) }),
  [`DELETE ${O}/directory/tokens/:tokenId`]: member(ADMINISTRATORS, {
    status: 204,
    places: ({ directoryTokenId }) => ({ tokenId: directoryTokenId }),
    fresh: directoryToken,
  }),
  [`PUT ${O}/directory/groups/:groupId`]: member(ADMINISTRATORS, {
    places: ({ directoryGroupId }) => ({ groupId: directoryGroupId }),
    body: () => ({ role: null }),
  }),
  [`POST ${O}/directory/people/:personId/invitation`]: member(ADMINISTRATORS, {
    status: 201,
    places: ({ directoryPersonId }) => ({ personId: directoryPersonId }),
  }),
  ...Object.fromEntries(
    [...SCIM_ROUTES, ...SCIM_DISCOVERY.map((name) => `GET /scim/v2/${name}`)].map((route): [string, Row] => [
      route,
      { kind: 'door', status: 401, places: () => NOBODY, ...(route.startsWith('GET') ? {} : { body: () => ({}) }) },
    ]),
  ),
};

const IDENTITY: Readonly<Record<string, Row>> = {
  [`GET ${O}/organisation`]: member(ANYONE),
  [`PUT ${O}/organisation`]: member(ADMINISTRATORS, { body: () => ORGANISATION }),
  [`GET ${O}/members`]: member(['executive', 'administrator', 'watcher', 'responder']),
  [`PUT ${O}/members/:memberId`]: member(ADMINISTRATORS, {
    places: ({ memberId }) => ({ memberId }),
    body: () => ({ name: 'renamed', kana: '', roles: ['teleworker'] }),
  }),
  [`DELETE ${O}/members/:memberId`]: member(ADMINISTRATORS, {
    places: ({ spareId }) => ({ memberId: spareId }),
    status: 204,
  }),
  [`GET ${O}/invitations`]: member(ADMINISTRATORS),
  [`POST ${O}/invitations`]: member(ADMINISTRATORS, {
    status: 201,
    body: () => ({ name: 'new', kana: '', roles: ['teleworker'] }),
  }),
  [`DELETE ${O}/invitations/:inviteId`]: member(ADMINISTRATORS, {
    status: 204,
    places: ({ inviteId }) => ({ inviteId }),
    fresh: invited,
  }),
  [`GET ${O}/operators`]: member(MANAGERS),
  // The person must be of the operator's staff; an address nobody has is refused the same way in every organisation.
  [`POST ${O}/operators`]: member(ADMINISTRATORS, {
    status: 404,
    body: () => ({ email: 'nobody@example.jp', roles: ['watcher'] }),
  }),
  [`DELETE ${O}/operators/:grantId`]: member(ADMINISTRATORS, {
    status: 204,
    places: () => ({ grantId: NOBODYS }),
    fresh: granted,
  }),
  [`GET ${O}/audit`]: member(MANAGERS),
  'POST /api/v1/setup/begin': open(403, { token: 'x' }),
  'POST /api/v1/setup/measure-password': open(403, { token: 'x', password: 'x' }),
  'POST /api/v1/setup/complete': open(400, {}),
  'GET /api/v1/session': open(200),
  'POST /api/v1/session': open(401, { email: 'nobody@example.jp', password: 'x' }),
  'POST /api/v1/session/second': open(401, { code: '000000' }),
  'POST /api/v1/reset/look': open(404, { token: 'x' }),
  'POST /api/v1/reset/measure-password': open(404, { token: 'x', password: 'x' }),
  'POST /api/v1/reset/complete': open(404, { token: 'x', password: 'x' }),
  'POST /api/v1/invitation/look': open(404, WRONG),
  'POST /api/v1/invitation/measure-password': open(404, { ...WRONG, password: 'x' }),
  'POST /api/v1/invitation/accept': open(404, { ...WRONG, ...PERSON }),
  'POST /api/v1/invitation/accept-signed-in': account(404, { body: () => ({ ...WRONG, name: 'x', kana: '' }) }),
  'DELETE /api/v1/session': account(204),
  'GET /api/v1/account/security': account(200),
  'GET /api/v1/account/sessions': account(200),
  'DELETE /api/v1/account/sessions/:sessionId': account(404, { places: ({ sessionId }) => ({ sessionId }) }),
  'POST /api/v1/account/sign-out-everywhere': account(200, { body: () => ({ keepThis: true }) }),
  'GET /api/v1/account/sign-ins': account(200),
  'POST /api/v1/account/measure-password': account(200, { body: () => ({ password: 'x' }) }),
  'PUT /api/v1/account/password': account(403, { body: () => ({ current: 'x', next: 'x' }) }),
  'PUT /api/v1/account/name': account(204, { body: () => ({ name: 'Somebody', kana: '' }) }),
  'PUT /api/v1/account/language': account(204, { body: () => ({ language: 'en' }) }),
  'POST /api/v1/account/totp': account(403, { body: () => ({ password: 'x' }) }),
  'POST /api/v1/account/totp/confirm': account(409, { body: () => ({ code: '000000' }) }),
  'POST /api/v1/account/totp/disable': account(403, { body: () => ({ password: 'x' }) }),
  'POST /api/v1/session/provider-choices': open(200, {}),
  'POST /api/v1/session/provider': open(404, { providerId: NOBODYS }),
  'POST /api/v1/session/provider/finish': open(401, { answer: '' }),
  'POST /api/v1/session/passkey/begin': open(409),
  'POST /api/v1/session/passkey': open(400, {}),
  'GET /api/v1/account/passkeys': account(200),
  'POST /api/v1/account/passkeys/begin': account(403, { body: () => ({ password: 'x' }) }),
  'POST /api/v1/account/passkeys': account(400, { body: () => ({}) }),
  'PUT /api/v1/account/passkeys/:passkeyId': account(404, {
    places: () => ({ passkeyId: NOBODYS }),
    body: () => ({ name: 'x' }),
  }),
  // Without the password: one more wrong one here would meet the limit of wrong ones.
  'POST /api/v1/account/passkeys/:passkeyId/remove': account(400, {
    places: () => ({ passkeyId: NOBODYS }),
    body: () => ({}),
  }),
  'POST /api/v1/account/recovery-codes': account(403, { body: () => ({ password: 'x' }) }),
};

const ASSESS: Readonly<Record<string, Row>> = {
  [`GET ${O}/home`]: member(ANYONE),
  [`GET ${O}/controls`]: member(ANYONE),
  [`GET ${O}/controls/:controlId`]: member(ANYONE, { places: () => ({ controlId: 'disk-encrypted' }) }),
  [`PUT ${O}/controls/:controlId/declaration`]: member(MANAGERS, {
    places: () => ({ controlId: 'disk-encrypted' }),
    body: () => ({ value: 4, note: '' }),
  }),
  [`GET ${O}/catalog/oscal`]: member(ANYONE),
  [`GET ${O}/catalog/oscal-component`]: member(ANYONE),
  [`GET ${O}/catalog/csv`]: member(MANAGERS),
  [`GET ${O}/assessment-results`]: member(MANAGERS),
  [`GET ${O}/threats`]: member(ANYONE),
  [`GET ${O}/personal-threats`]: member(ANYONE),
  [`GET ${O}/threats/:threatId`]: member(ANYONE, { places: () => ({ threatId: 'ransomware' }) }),
  [`GET ${O}/trouble-cases/:caseId`]: member(ANYONE, { places: () => ({ caseId: 'lost-usb' }) }),
  [`GET ${O}/subjects/:subjectId/verdicts`]: member(ANYONE, { places: ({ deviceId }) => ({ subjectId: deviceId }) }),
  [`GET ${O}/findings`]: member(ANYONE),
  [`POST ${O}/findings/:findingId/close`]: member(MANAGERS, { ...finding, fresh: standing, body: () => CLOSE }),
  [`POST ${O}/findings/:findingId/reopen`]: member(MANAGERS, { ...finding, fresh: overruled, body: () => ({}) }),
  [`GET ${O}/tasks`]: member(ANYONE),
  [`GET ${O}/tasks/:taskId`]: member(ANYONE, task),
  [`POST ${O}/tasks/:taskId/hand-on`]: member(OWN, {
    ...task,
    fresh: anotherTask,
    body: () => ({ reason: 'other', note: '' }),
    // Someone without the right to manage hands on their own tasks only.
    notTheirs: ['teleworker'],
    foreignBody: ({ objects }) => ({ reason: 'other', note: '', toMemberId: objects.memberId }),
  }),
  [`GET ${O}/ledger`]: member(ANYONE),
  [`GET ${O}/ledger/export`]: member(MANAGERS),
  [`POST ${O}/ledger/seal`]: member(MANAGERS, { body: () => ({}) }),
};

const EXCEPTION = { kind: 'other', title: 'an old PC', meanwhile: 'mail only', controls: ['devices-known'] };
const exceptionOf = (owner: Pick<Filled, 'memberId'>, approver: Pick<Filled, 'spareExecutiveId'>) => ({
  ...EXCEPTION,
  reason: 'until the new one comes',
  endsOn: '2026-12-18',
  ownerId: owner.memberId,
  approvedById: approver.spareExecutiveId,
});
const RENEWED = { reason: 'not here yet', endsOn: '2027-01-15' };
const exception = { places: ({ exceptionId }: Filled): Places => ({ exceptionId }) };
const excepted: MemberRow['fresh'] = async ({ administrator, orgId, memberId, spareExecutiveId }) => {
  const body = exceptionOf({ memberId }, { spareExecutiveId });
  const { exception: made } = must(await administrator.post(`/api/v1/org/${orgId}/exceptions`, body), 201);
  return { exceptionId: made.exceptionId };
};
const method = { places: () => ({ methodId: 'vpn' }) };

const CAMPAIGN = { title: 'rules', closesOn: '2026-12-18', controls: ['screen-locked'] };
const campaign = { places: ({ campaignId }: Filled): Places => ({ campaignId }) };

const GOVERN: Readonly<Record<string, Row>> = {
  [`GET ${O}/telework`]: member(ANYONE),
  [`GET ${O}/telework/finder`]: member(ANYONE, { query: 'answers=yn' }),
  [`PUT ${O}/telework/methods/:methodId`]: member(MANAGERS, { ...method, body: () => ({ note: 'office PCs' }) }),
  [`DELETE ${O}/telework/methods/:methodId`]: member(MANAGERS, {
    ...method,
    status: 204,
    fresh: async ({ administrator, orgId }) => {
      must(await administrator.put(`/api/v1/org/${orgId}/telework/methods/vpn`, { note: '' }));
      return { methodId: 'vpn' };
    },
  }),
  [`GET ${O}/telework/methods/:methodId/checklist`]: member(ANYONE, method),
  [`GET ${O}/telework/methods/:methodId/checklist.csv`]: member(ANYONE, method),
  // A teleworker sees those they own (exceptions.integration.test.ts).
  [`GET ${O}/exceptions`]: member(ANYONE),
  [`GET ${O}/exceptions.csv`]: member(MANAGERS),
  [`POST ${O}/exceptions`]: member(MANAGERS, {
    status: 201,
    body: ({ own }) => exceptionOf(own, own),
    foreignBody: ({ own, objects }) => exceptionOf(objects, own),
  }),
  [`GET ${O}/exceptions/:exceptionId`]: member(ANYONE, exception),
  [`PUT ${O}/exceptions/:exceptionId`]: member(MANAGERS, {
    ...exception,
    body: ({ own }) => ({ ...EXCEPTION, ownerId: own.memberId }),
    foreignBody: ({ objects }) => ({ ...EXCEPTION, ownerId: objects.memberId }),
  }),
  [`POST ${O}/exceptions/:exceptionId/renew`]: member(MANAGERS, {
    ...exception,
    fresh: excepted,
    body: ({ own }) => ({ ...RENEWED, approvedById: own.spareExecutiveId }),
    foreignBody: ({ objects }) => ({ ...RENEWED, approvedById: objects.spareExecutiveId }),
  }),
  // A teleworker sees those they are asked in (campaigns.integration.test.ts).
  [`GET ${O}/campaigns`]: member(ANYONE),
  [`POST ${O}/campaigns`]: member(MANAGERS, { status: 201, body: () => CAMPAIGN }),
  [`GET ${O}/campaigns/:campaignId`]: member(ANYONE, campaign),
  [`PUT ${O}/campaigns/:campaignId/answers`]: member(OWN, {
    ...campaign,
    body: () => ({ answers: [{ controlId: 'screen-locked', answer: 'yes', reason: '' }] }),
  }),
  [`POST ${O}/campaigns/:campaignId/end`]: member(MANAGERS, {
    ...campaign,
    fresh: async ({ administrator, orgId }) => {
      return must(await administrator.post(`/api/v1/org/${orgId}/campaigns`, CAMPAIGN), 201).campaign;
    },
    body: () => ({}),
  }),
  [`POST ${O}/exceptions/:exceptionId/close`]: member(OWN, {
    ...exception,
    fresh: excepted,
    body: () => ({ reason: 'the new one is here' }),
  }),
};

const november = { places: (): Places => ({ month: '2026-11' }) };
const REPORTS_READ: readonly Role[] = ['executive', 'administrator', 'watcher'];
const REPORTS: Readonly<Record<string, Row>> = {
  [`GET ${O}/reports`]: member(REPORTS_READ),
  [`GET ${O}/reports/:month`]: member(REPORTS_READ, november),
  [`GET ${O}/reports/:month/full`]: member(REPORTS_READ, november),
  [`GET ${O}/reports/:month.pdf`]: member(REPORTS_READ, november),
  [`GET ${O}/reports/:month/full.pdf`]: member(REPORTS_READ, november),
  [`GET ${O}/reports/choice`]: member(MANAGERS),
  [`PUT ${O}/reports/choice`]: member(MANAGERS, { body: () => ({ mail: false }) }),
  [`GET ${O}/reports/deliveries`]: member(MANAGERS),
};

const ENDPOINTS: Readonly<Record<string, Row>> = {
  [`GET ${O}/devices`]: member(ANYONE),
  [`GET ${O}/devices.csv`]: member(MANAGERS),
  [`GET ${O}/devices/:deviceId`]: member(ANYONE, device),
  [`PATCH ${O}/devices/:deviceId`]: member(ADMINISTRATORS, {
    ...device,
    body: () => ({ label: 'renamed' }),
    foreignBody: ({ objects }) => ({ ownerId: objects.memberId }),
  }),
  // A teleworker: of the own device only; an executive who uses another one is no administrator.
  [`POST ${O}/devices/:deviceId/look-again`]: member(OWN, { ...device, notTheirs: ['executive'] }),
  // A teleworker: of the own device only (people-apart.test.ts).
  [`GET ${O}/devices/:deviceId/software`]: member(ANYONE, device),
  [`GET ${O}/devices/:deviceId/keys`]: member(ADMINISTRATORS, device),
  [`DELETE ${O}/devices/:deviceId/keys`]: member(ADMINISTRATORS, { ...device, status: 204, fresh: carried }),
  [`GET ${O}/quarantine`]: member(ADMINISTRATORS),
  [`POST ${O}/first-looks`]: member(OWN, { status: 201, body: () => ({ kind: 'sh' }) }),
  // A teleworker sees only the look that they themselves began.
  [`GET ${O}/first-looks/:lookId`]: member(OWN, { places: ({ lookId }) => ({ lookId }), notTheirs: ['teleworker'] }),
  [`POST ${O}/check-server`]: member(ADMINISTRATORS, { status: 201, body: () => ({}) }),
  [`POST ${O}/reports`]: member(OWN, {
    status: 201,
    body: () => ({
      report: collectorReport({
        hostname: 'carried',
        observedAt: '2026-11-20T00:00:00Z',
        biosUuid: 'carried-by-hand-1',
      }),
    }),
  }),
  [`GET ${O}/agent-setup`]: member(ADMINISTRATORS),
  [`GET ${O}/osquery-flags`]: member(ADMINISTRATORS),
  [`GET ${O}/credentials/:credentialId/secret-file`]: member(ADMINISTRATORS, {
    places: ({ credentialId }) => ({ credentialId }),
  }),
  [`POST ${O}/credentials`]: member(ADMINISTRATORS, { status: 201, body: () => ({ label: 'new' }) }),
  [`DELETE ${O}/credentials/:credentialId`]: member(ADMINISTRATORS, {
    status: 204,
    places: ({ credentialId }) => ({ credentialId }),
    fresh: credential,
  }),
  'GET /api/v1/checks': account(200),
  'GET /api/v1/ca': open(200),
  'GET /api/v1/demo': open(200),
  'POST /api/v1/collect': { kind: 'device', status: 201 },
  'POST /agent/glpi': door(401),
  'POST /plugins/fusioninventory/': door(401),
  'POST /plugins/fusioninventory': door(401),
  'POST /plugins/glpiinventory/': door(401),
  'POST /front/inventory.php': door(401),
  ...Object.fromEntries(
    OSQUERY_PATHS.map(([path, call]) => [`POST ${path}`, door(call === 'block' ? 403 : 400)] as const),
  ),
  'GET /version': door(200),
  'GET /collect/:code/:file': {
    kind: 'door',
    status: 404,
    places: () => ({ code: WRONG.token, file: 'sonae-check.sh' }),
  },
  'GET /ca.pem': door(200),
};

const OPERATE: Readonly<Record<string, Row>> = {
  'GET /api/v1/operate/backups': { kind: 'operator', status: 200 },
  'POST /api/v1/operate/backups': { kind: 'operator', status: 202 },
  'GET /api/v1/operate/organisations': { kind: 'operator', status: 200 },
  'POST /api/v1/operate/organisations': { kind: 'operator', status: 400, body: () => ({}) },
};

/** Of the installation, without any organisation's data. */
const STATUS: Readonly<Record<string, Row>> = {
  'GET /healthz': open(200),
  'GET /readyz': open(200),
  'GET /metrics': open(200),
  'GET /api/openapi.json': open(200),
};

export const TABLE: Readonly<Record<string, Row>> = {
  ...IDENTITY,
  ...DIRECTORY,
  ...PROVIDER,
  ...NOTICES,
  ...REPORTS,
  ...ASSESS,
  ...GOVERN,
  ...DIAGNOSIS,
  ...VOTE,
  ...ENDPOINTS,
  ...CHECK_SHEETS,
  ...DECLARATIONS,
  ...OPERATE,
  ...STATUS,
};
