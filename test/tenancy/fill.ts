// SPDX-License-Identifier: Apache-2.0
/** Fills an organisation with data of every kind through the real doors; every free text carries its mark. */
import { DAY_MS } from '../../src/kernel/clock.ts';
import type { Role } from '../../src/kernel/contract.ts';
import type { Reply, TestBrowser } from '../support/browser.ts';
import { fillCheckSheet } from './check-sheets.ts';
import { collectorReport } from '../support/collector-report.ts';
import { PASSWORD, linkToken } from '../support/people.ts';
import type { Installation } from '../support/people.ts';
import type { Product } from '../support/product.ts';
import { must } from './must.ts';

export { must } from './must.ts';

/** Ids of one organisation's objects, as the doors told them. */
export interface Filled {
  readonly orgId: string;
  readonly administrator: TestBrowser;
  readonly executive: TestBrowser;
  readonly teleworker: TestBrowser;
  readonly memberId: string;
  readonly spareId: string;
  readonly spareExecutiveId: string;
  readonly exceptionId: string;
  readonly campaignId: string;
  readonly inviteId: string;
  readonly credentialId: string;
  readonly enrolSecret: string;
  readonly lookId: string;
  readonly code: string;
  readonly deviceKey: string;
  readonly deviceId: string;
  readonly findingId: string;
  readonly taskId: string;
  readonly sessionId: string;
  readonly biosUuid: string;
  readonly directoryTokenId: string;
  readonly channelId: string;
  readonly directoryToken: string;
  readonly directoryGroupId: string;
  readonly directoryPersonId: string;
  readonly sheetId: string;
  /** Open, with two sites that differ in question 1; the teleworker was asked for part 2. */
  readonly diagnosisId: string;
  readonly diagnosisSiteId: string;
  readonly finishedDiagnosisId: string;
  /** Open, with one choice. */
  readonly voteId: string;
}

export async function invite(
  product: Product,
  by: { browser: TestBrowser; orgId: string },
  { name, email, roles }: { name: string; email: string; roles: readonly Role[] },
): Promise<TestBrowser> {
  const made = must(await by.browser.post(`/api/v1/org/${by.orgId}/invitations`, { name, kana: '', roles }), 201);
  const browser = product.browser();
  const body = { token: linkToken(made.link), name, kana: '', email, password: PASSWORD, language: 'ja' };
  must(await browser.post('/api/v1/invitation/accept', body), 201);
  await browser.refresh();
  return browser;
}

/** A report that fails three checks, under a one-hour code of the caller. */
async function reportDevice(
  product: Product,
  by: TestBrowser,
  { orgId, mark, biosUuid }: { orgId: string; mark: string; biosUuid: string },
) {
  const look = must(await by.post(`/api/v1/org/${orgId}/first-looks`, { kind: 'sh' }), 201);
  const observedAt = product.clock.now().toISOString();
  const report = collectorReport({
    hostname: `${mark}-pc`,
    observedAt,
    biosUuid,
    facts: {
      disks: { state: 'known', value: [{ name: `${mark}-disk`, system: true, encrypted: 'no' }] },
      firewall: { state: 'known', value: [{ name: `${mark}-firewall`, enabled: false }] },
      antivirus: { state: 'known', value: [{ name: `${mark}-antivirus`, enabled: false, upToDate: false }] },
    },
    software: [{ name: `${mark}-software`, version: '1', publisher: `${mark}-publisher` }],
  });
  const taken = must(await collect(product, look.code, report), 201);
  return { look, taken };
}

export async function collect(
  product: Product,
  token: string,
  body: unknown,
): Promise<Reply<ReturnType<typeof JSON.parse>>> {
  return product.browser().call('POST', '/api/v1/collect', { body, headers: { authorization: `Bearer ${token}` } });
}

/** A person and a group that the organisation's own directory has told. */
async function fillDirectory(product: Product, { browser, orgId }: Installation, mark: string) {
  const made = must(await browser.post(`/api/v1/org/${orgId}/directory/tokens`, { label: `${mark}-directory` }), 201);
  const headers = { authorization: `Bearer ${made.token}` };
  const scim = async (path: string, body: unknown) =>
    must(await product.browser().call('POST', `/scim/v2/${path}`, { body, headers }), 201);
  const email = `${mark.toLowerCase()}-d@example.jp`;
  const person = await scim('Users', { userName: email, displayName: `${mark}-directory-person`, active: true });
  const group = await scim('Groups', { displayName: `${mark}-group`, members: [{ value: person.id }] });
  return {
    directoryTokenId: made.tokenId,
    directoryToken: made.token,
    directoryPersonId: person.id,
    directoryGroupId: group.id,
  };
}

/** A finished diagnosis, and an open one with two sites. */
async function fillDiagnosis({ browser, orgId }: Installation, mark: string, colleague: string) {
  const path = `/api/v1/org/${orgId}/diagnoses`;
  const first = must(await browser.post(path, {}), 201);
  for (let question = 1; question <= 25; question += 1) {
    const place = `${path}/${first.diagnosisId}/sites/${first.siteId}/answers/${question}`;
    must(await browser.put(place, { value: 2 }));
  }
  const { seenAt } = must(await browser.get(`${path}/${first.diagnosisId}/finish`));
  must(await browser.post(`${path}/${first.diagnosisId}/finish`, { controls: [], seenAt }));
  const { diagnosisId, siteId } = must(await browser.post(path, {}), 201);
  const names = { name: `${mark}-branch`, firstName: `${mark}-office` };
  const branch = must(await browser.post(`${path}/${diagnosisId}/sites`, names), 201);
  must(await browser.put(`${path}/${diagnosisId}/sites/${siteId}/answers/1`, { value: 4 }));
  must(await browser.put(`${path}/${diagnosisId}/sites/${branch.siteId}/answers/1`, { value: 0 }));
  must(await browser.put(`${path}/${diagnosisId}/sites/${siteId}/parts/2/person`, { memberId: colleague }));
  const choice = { value: 4, reason: `${mark}-choice` };
  must(await browser.put(`${path}/${diagnosisId}/merge/1`, { choice }));
  return { diagnosisId, diagnosisSiteId: siteId, finishedDiagnosisId: first.diagnosisId };
}

/** A ranking that counts, and an open vote. */
async function fillVote({ browser, orgId }: Installation): Promise<string> {
  const path = `/api/v1/org/${orgId}/threat-vote`;
  const begin = async (): Promise<string> => {
    const { vote } = must(await browser.post(path, {}));
    must(await browser.put(`${path}/${vote.open.voteId}/ballot`, { threatIds: ['remote-work', 'ransomware'] }));
    return vote.open.voteId;
  };
  must(await browser.post(`${path}/${await begin()}/count`, {}));
  return begin();
}

export async function fill(product: Product, owner: Installation, mark: string): Promise<Filled> {
  const { orgId, browser } = owner;
  const org = `/api/v1/org/${orgId}`;
  const address = mark.toLowerCase();
  must(
    await browser.put(`${org}/organisation`, {
      name: `${mark}-organisation`,
      kana: '',
      industry: 'construction',
      sizeBand: '1-5',
    }),
  );
  const executive = await invite(product, owner, {
    name: `${mark}-executive`,
    email: `${address}-e@example.jp`,
    roles: ['executive'],
  });
  const teleworker = await invite(product, owner, {
    name: `${mark}-teleworker`,
    email: `${address}-t@example.jp`,
    roles: ['teleworker'],
  });
  await invite(product, owner, { name: `${mark}-spare`, email: `${address}-s@example.jp`, roles: ['teleworker'] });
  const open = must(
    await browser.post(`${org}/invitations`, { name: `${mark}-invited`, kana: '', roles: ['teleworker'] }),
    201,
  );
  const { members } = must(await browser.get(`${org}/members`));
  const memberId = (suffix: string): string =>
    members.find(({ name }: { name: string }) => name.endsWith(suffix)).memberId;
  const { credentialId } = must(await browser.post(`${org}/credentials`, { label: `${mark}-label` }), 201);
  const setup = must(await browser.get(`${org}/agent-setup`));
  const biosUuid = '5a3c1d2e-0b4f-4c6d-8e7a-9b1c2d3e4f50';
  const { look, taken } = await reportDevice(product, browser, { orgId, mark, biosUuid });
  must(
    await browser.call('PATCH', `${org}/devices/${taken.deviceId}`, {
      body: { label: `${mark}-name`, ownerId: memberId('teleworker') },
    }),
  );
  const ahead = new Date(product.clock.now().getTime() + 900 * DAY_MS).toISOString();
  must(
    await collect(product, taken.deviceKey, collectorReport({ hostname: `${mark}-pc`, observedAt: ahead, biosUuid })),
    201,
  );
  must(await browser.put(`${org}/controls/disk-encrypted/declaration`, { value: 4, note: `${mark}-note` }));
  const { tasks } = must(await browser.get(`${org}/tasks`));
  must(
    await browser.post(`${org}/tasks/${tasks[0].taskId}/hand-on`, {
      reason: 'other',
      note: `${mark}-why`,
      toMemberId: memberId('executive'),
    }),
  );
  const { findings } = must(await browser.get(`${org}/findings`));
  must(
    await browser.post(`${org}/findings/${findings[0].findingId}/close`, {
      how: 'accepted_until',
      reason: `${mark}-reason`,
      until: '2026-12-20',
    }),
  );
  must(await browser.post(`${org}/ledger/seal`, {}));
  const { exception } = must(
    await browser.post(`${org}/exceptions`, {
      kind: 'other',
      title: `${mark}-exception`,
      reason: `${mark}-waived`,
      meanwhile: `${mark}-meanwhile`,
      ownerId: memberId('teleworker'),
      controls: ['devices-known'],
      endsOn: '2027-02-26',
      approvedById: memberId('executive'),
    }),
    201,
  );
  const { campaign } = must(
    await browser.post(`${org}/campaigns`, {
      title: `${mark}-campaign`,
      closesOn: '2026-12-18',
      controls: ['screen-locked'],
    }),
    201,
  );
  must(await browser.put(`${org}/telework/methods/vpn`, { note: `${mark}-method` }));
  // An address that is refused before anything leaves this machine.
  const hook = { kind: 'generic', language: 'ja', label: `${mark}-channel`, url: `https://127.0.0.1/${mark}` };
  const { channel } = must(await browser.post(`${org}/notices/channels`, hook), 201);
  const { sessions } = must(await browser.get('/api/v1/account/sessions'));
  return {
    orgId,
    channelId: channel.channelId,
    administrator: browser,
    executive,
    teleworker,
    memberId: memberId('teleworker'),
    spareId: memberId('spare'),
    spareExecutiveId: memberId('executive'),
    exceptionId: exception.exceptionId,
    campaignId: campaign.campaignId,
    inviteId: open.invitation.inviteId,
    credentialId,
    enrolSecret: setup.credentials[0].secret,
    lookId: look.lookId,
    code: look.code,
    deviceKey: taken.deviceKey,
    deviceId: taken.deviceId,
    findingId: findings[1].findingId,
    taskId: tasks[1].taskId,
    sessionId: sessions[0].sessionId,
    biosUuid,
    ...(await fillDirectory(product, owner, mark)),
    ...(await fillCheckSheet(browser, org, mark)),
    ...(await fillDiagnosis(owner, mark, memberId('teleworker'))),
    voteId: await fillVote(owner),
  };
}
