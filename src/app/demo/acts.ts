// SPDX-License-Identifier: Apache-2.0
/** What the people of the demo do, and on which of its days. */
import { CLONE, DEVICES } from './cast.ts';
import { addChannels } from './channels.ts';
import type { Company } from './company.ts';
import { collectorReport, sendCollected } from './deliver.ts';
import { diagnoseAgain, diagnoseFirst, diagnoseFromTwoSites } from './diagnoses.ts';
import { declareFirstStar, declareSecondStar, takeCheckSheet, takeNextSheet } from './papers.ts';
import { askInAutumn, askInWinter } from './rounds.ts';
import { dateAfter } from './scene.ts';
import type { Act, Scene } from './scene.ts';
import {
  chooseMethods,
  endFairException,
  makeExceptions,
  makeFairException,
  makeLongException,
  renewLongException,
} from './telework.ts';

/** 4 we do it, 2 partly, 0 not, -1 do not know, null does not apply; the controls that are missing were not answered yet. */
const ANSWERS: Readonly<Record<string, 4 | 2 | 0 | -1 | null>> = {
  'account-lockout-set': 4,
  'accounts-approved': 2,
  'address-checked-before-sign-in': 4,
  'admins-limited': 4,
  'antivirus-on': 4,
  'appliances-updated': 0,
  'apps-from-official-places': 4,
  'apps-updated': 2,
  'auto-updates-on': 4,
  'backup-out-of-reach': 0,
  'backup-restore-tested': 0,
  'backup-results-seen': 4,
  'backup-three-copies': 2,
  'browser-warnings-on': 4,
  'calls-not-overheard': 4,
  'carried-devices-kept': 4,
  'clock-synchronised': 4,
  'cloud-admins-separate': 2,
  'cloud-services-chosen': 2,
  'confidentiality-agreed': 4,
  'data-classes-approved': 0,
  'data-ledger': 2,
  'default-passwords-changed': 4,
  'desk-cleared': 2,
  'detections-reported': 4,
  'devices-known': 4,
  'disk-encrypted': 4,
  'edr-in-use': 0,
  'emergency-account-sealed': 4,
  'executive-leads': 4,
  'fake-warnings-closed': 4,
  'firewall-on': 4,
  'guest-accounts-off': 4,
  'guest-wifi-separated': 4,
  'home-router-secured': -1,
  'important-data-sent-protected': 2,
  'incident-contact-known': 4,
  'incident-drill-held': 0,
  'leaver-accounts-removed': 2,
  'mail-filter-on': 4,
  'mail-sender-proven': -1,
  'meetings-locked': 4,
  'mfa-on-remote-and-cloud': 2,
  'no-shared-accounts': 2,
  'office-locked-last': 4,
  'office-macros-limited': 4,
  'office-wifi-secured': 4,
  'old-file-sharing-off': -1,
  'os-patched': 4,
  'os-supported': 2,
  'partners-listed': 2,
  'password-manager-provided': 2,
  'passwords-long-and-unique': 2,
  'payment-changes-confirmed': 4,
  'phones-updated': 4,
  'policy-owner-budget': 4,
  'policy-published': 4,
  'private-devices-ruled': null,
  'public-wifi-avoided': 4,
  'recovery-keys-kept': 4,
  'registered-devices-only': 4,
  'remote-control-tools-known': 0,
  'remote-desktop-protected': 4,
  'replacement-planned': 2,
  'restart-done': 2,
  'rights-by-role': 2,
  'save-places-kept': 2,
  'screen-locked': 4,
  'secure-boot-on': -1,
  'share-links-limited': -1,
  'sign-in-prompts-own-only': 4,
  'ssh-keys-only': 4,
  'staff-trained': 2,
  'standard-setup': 4,
  'suspicious-mail-reported': 4,
  'telework-rules': 4,
  'things-returned-on-leaving': 4,
  'usb-autorun-off': 4,
  'visitors-met': 4,
  'vpn-for-remote-work': 4,
  'website-updated': -1,
  'wrong-addressee-checked': 2,
  'yearly-plan-made': 2,
};

async function answer(company: Company, share: number): Promise<void> {
  const administrator = await company.administrator();
  const entries = Object.entries(ANSWERS);
  for (const [controlId, value] of entries.slice(0, Math.ceil(entries.length * share))) {
    await administrator.does('PUT /api/v1/org/:orgId/controls/:controlId/declaration', {
      params: { ...company.params, controlId },
      body: { value, note: '' },
    });
  }
}

interface Overruling {
  /** Id of the check, or the kind of a finding that no check made. */
  readonly check: string;
  /** Name of the device or the person. */
  readonly device: string;
  readonly how: 'attested_until' | 'false_positive' | 'accepted_until';
  readonly reason: string;
  readonly days: number;
}

async function overrule({ main, clock }: Scene, about: Overruling): Promise<void> {
  const administrator = await main.administrator();
  const { params } = main;
  const query = { limit: '100' };
  const { findings } = await administrator.does('GET /api/v1/org/:orgId/findings', { params, query });
  const finding = findings.find(
    ({ checkId, kind, subjectLabel }) => (checkId ?? kind) === about.check && subjectLabel === about.device,
  );
  if (!finding) throw new Error(`the demo has no finding of ${about.check} on ${about.device}`);
  await administrator.does('POST /api/v1/org/:orgId/findings/:findingId/close', {
    params: { ...params, findingId: finding.findingId },
    body: { how: about.how, reason: about.reason, until: dateAfter(clock, about.days) },
  });
}

interface HandOn {
  readonly by: string;
  readonly control: string;
  readonly to: string;
  readonly reason: 'no_permission' | 'needs_budget';
  readonly note: string;
}

/** “I can't do this”: somebody passes their task to another. */
async function handOn({ main }: Scene, on: HandOn): Promise<void> {
  const { params } = main;
  const person = await main.enter(on.by);
  const { tasks } = await person.does('GET /api/v1/org/:orgId/tasks', { params, query: { mine: 'yes' } });
  const task = tasks.find(({ controlId }) => controlId === on.control);
  if (!task) throw new Error(`${on.by} has no task about ${on.control} in the demo`);
  await person.does('POST /api/v1/org/:orgId/tasks/:taskId/hand-on', {
    params: { ...params, taskId: task.taskId },
    body: { reason: on.reason, note: on.note, toMemberId: await main.memberId(on.to) },
  });
}

/** Runs its own collector with the identity of another machine, as a machine copied from an image does. */
async function copyMachine({ main, clock, origin }: Scene): Promise<void> {
  const original = DEVICES.find(({ hostname }) => hostname === CLONE.of);
  if (!original) throw new Error('the demo has no machine to copy');
  const token = await main.codeFor(original.owner);
  const report = collectorReport({ device: original, day: CLONE.day, at: clock.now() }, CLONE.hostname);
  await sendCollected(origin, token, report);
}

async function retireOld({ main }: Scene): Promise<void> {
  const administrator = await main.administrator();
  await administrator.does('PATCH /api/v1/org/:orgId/devices/:deviceId', {
    params: { ...main.params, deviceId: await main.deviceId('SOUKO-OLD') },
    body: { state: 'gone' },
  });
}

async function listGivenThings({ main }: Scene): Promise<void> {
  const administrator = await main.administrator();
  await administrator.does('PUT /api/v1/org/:orgId/given-things', {
    params: main.params,
    body: { things: ['社員証', '事務所の鍵', 'ノートパソコン', '確認コードの端末'] },
  });
}

async function planLeaving({ main, clock }: Scene): Promise<void> {
  const administrator = await main.administrator();
  await administrator.does('PUT /api/v1/org/:orgId/members/:memberId/last-day', {
    params: { ...main.params, memberId: await main.memberId('rainen') },
    body: { lastDay: dateAfter(clock, 17) },
  });
}

async function letGo({ main }: Scene): Promise<void> {
  const administrator = await main.administrator();
  const params = { ...main.params, memberId: await main.memberId('taishoku') };
  await administrator.does('DELETE /api/v1/org/:orgId/members/:memberId', { params });
}

async function inviteNewcomer({ main }: Scene): Promise<void> {
  await (
    await main.administrator()
  ).does('POST /api/v1/org/:orgId/invitations', {
    params: main.params,
    body: { name: '新谷 芽', kana: 'しんたに めい', roles: ['teleworker'], language: 'ja' },
  });
}

const acceptOldSharing: Act = async (scene) =>
  overrule(scene, {
    check: 'smb1_off',
    device: 'KEIRI-03',
    how: 'accepted_until',
    reason: '古い複合機がこの方式でしかつながらないため。複合機は来年春に入れ替えます。',
    days: 180,
  });

const acceptTestServer: Act = async (scene) =>
  overrule(scene, {
    check: 'os_supported',
    device: 'minato-web-test',
    how: 'accepted_until',
    reason: '外につながない試験用です。年度末に作り直します。',
    days: 120,
  });

/** What a machine cannot see, and what it sees wrongly. */
const vouch: Act = async (scene) => {
  await overrule(scene, {
    check: 'leaver_account',
    device: '向井 旅',
    how: 'attested_until',
    reason: '本人から受け取り、総務で保管しています。',
    days: 90,
  });
  await overrule(scene, {
    check: 'remote_control_tools',
    device: 'EIGYOU-04',
    how: 'false_positive',
    reason: '販売元のサポートが使うために、契約して入れたものです。',
    days: 90,
  });
};

const askForUpdate: Act = async (scene) =>
  handOn(scene, {
    by: 'eigyou5',
    control: 'os-patched',
    to: 'soumu',
    reason: 'no_permission',
    note: '更新のボタンを押すと、管理者のパスワードを聞かれます。',
  });

const askForBudget: Act = async (scene) =>
  handOn(scene, {
    by: 'soumu',
    control: 'os-supported',
    to: 'shachou',
    reason: 'needs_budget',
    note: '買い替えの費用を決めてください。見積もりは共有フォルダーにあります。',
  });

/** What people do on which day, in this order. */
export const ACTS: Readonly<Record<number, readonly Act[]>> = {
  2: [async ({ main }) => answer(main, 0.6)],
  3: [async ({ main }) => main.nameOwners(), async ({ small }) => answer(small, 0.3)],
  6: [diagnoseFirst, chooseMethods],
  8: [declareFirstStar],
  10: [async ({ main }) => answer(main, 1)],
  24: [acceptOldSharing],
  34: [makeFairException],
  38: [makeExceptions],
  41: [askInAutumn],
  44: [makeLongException],
  45: [retireOld],
  50: [acceptTestServer, endFairException],
  56: [askForUpdate],
  60: [listGivenThings],
  64: [declareSecondStar],
  70: [askForBudget],
  76: [diagnoseFromTwoSites],
  78: [renewLongException],
  [CLONE.day]: [copyMachine],
  82: [addChannels, takeCheckSheet],
  83: [askInWinter],
  85: [planLeaving],
  86: [letGo],
  87: [vouch, inviteNewcomer],
  88: [takeNextSheet],
  89: [diagnoseAgain],
};
