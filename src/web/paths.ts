// SPDX-License-Identifier: Apache-2.0
/** Every address of the application is made here, so that none is misspelt elsewhere. */
export const paths = {
  today: () => '/',
  look: () => '/look',
  tasks: () => '/tasks',
  task: (taskId: string) => `/tasks/${encodeURIComponent(taskId)}`,
  controls: () => '/controls',
  /** The next few that nobody has answered. */
  nextControls: () => '/controls?show=next',
  control: (controlId: string) => `/controls/${encodeURIComponent(controlId)}`,
  threats: () => '/threats',
  personalThreats: () => '/threats/personal',
  threatVote: () => '/threats/vote',
  threat: (threatId: string) => `/threats/${encodeURIComponent(threatId)}`,
  troubleCase: (caseId: string) => `/threats/cases/${encodeURIComponent(caseId)}`,
  diagnosis: () => '/controls/diagnosis',
  diagnosisQuestion: (diagnosisId: string, siteId: string, question: number) =>
    `/controls/diagnosis/${encodeURIComponent(diagnosisId)}/${encodeURIComponent(siteId)}/${question}`,
  diagnosisMerge: (diagnosisId: string) => `/controls/diagnosis/${encodeURIComponent(diagnosisId)}/merge`,
  diagnosisFinish: (diagnosisId: string) => `/controls/diagnosis/${encodeURIComponent(diagnosisId)}/finish`,
  diagnosisResult: (diagnosisId: string) => `/controls/diagnosis/${encodeURIComponent(diagnosisId)}/result`,
  devices: () => '/devices',
  device: (deviceId: string) => `/devices/${encodeURIComponent(deviceId)}`,
  quarantine: () => '/devices/quarantine',
  telework: () => '/telework',
  methodFinder: () => '/telework/finder',
  teleworkMethod: (methodId: string) => `/telework/methods/${encodeURIComponent(methodId)}`,
  exceptions: () => '/telework/exceptions',
  campaigns: () => '/telework/questions',
  newCampaign: () => '/telework/questions/new',
  campaign: (campaignId: string) => `/telework/questions/${encodeURIComponent(campaignId)}`,
  newException: () => '/telework/exceptions/new',
  exception: (exceptionId: string) => `/telework/exceptions/${encodeURIComponent(exceptionId)}`,
  evidence: () => '/evidence',
  papers: () => '/papers',
  securityAction: () => '/papers/security-action',
  scs: () => '/papers/scs',
  checkSheet: (sheetId: string) => `/papers/sheets/${encodeURIComponent(sheetId)}`,
  reports: () => '/reports',
  report: (month: string) => `/reports/${encodeURIComponent(month)}`,
  fullReport: (month: string) => `/reports/${encodeURIComponent(month)}/full`,
  people: () => '/people',
  invite: () => '/people/invite',
  settings: () => '/settings',
  agents: () => '/settings/agents',
  osquery: () => '/settings/agents/osquery',
  directory: () => '/settings/directory',
  provider: () => '/settings/sign-in',
  notices: () => '/settings/notices',
  audit: () => '/audit',
  account: () => '/account',
  totp: () => '/account/authenticator',
  operate: () => '/operate',
  backups: () => '/operate/backups',
  newOrganisation: () => '/operate/new',
  signIn: (next?: string) =>
    next === undefined || next === '/' ? '/sign-in' : `/sign-in?next=${encodeURIComponent(next)}`,
} as const;

/** Where to go after signing in: only a path of our own, never another site. */
export function safeNext(next: string | null | undefined): string {
  if (!next?.startsWith('/') || /^\/[/\\]/.test(next) || /[\u0000-\u001f]/.test(next)) return paths.today();
  return next.startsWith('/sign-in') ? paths.today() : next;
}
