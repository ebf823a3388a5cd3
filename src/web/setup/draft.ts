// SPDX-License-Identifier: Apache-2.0
// What the wizard has heard so far, and what is still missing on each page.
import type { Api } from '../api-types.ts';
import type { Localised } from '../i18n.tsx';
import type { FieldProblem } from '../ui/form-context.ts';

export type SetupBody = Api['POST /api/v1/setup/complete']['body'];
export type Industry = SetupBody['organisation']['industry'];
export type SizeBand = SetupBody['organisation']['sizeBand'];

export const STEPS = ['welcome', 'organisation', 'you', 'password'] as const;
export type Step = (typeof STEPS)[number];

export const isStep = (text: string): text is Step => STEPS.some((step) => step === text);

export interface Draft {
  readonly organisation: string;
  readonly organisationKana: string;
  readonly industry: Industry | '';
  readonly sizeBand: SizeBand | '';
  readonly name: string;
  readonly kana: string;
  readonly email: string;
  readonly alsoExecutive: boolean;
  readonly password: string;
}

export const EMPTY: Draft = {
  organisation: '',
  organisationKana: '',
  industry: '',
  sizeBand: '',
  name: '',
  kana: '',
  email: '',
  alsoExecutive: true,
  password: '',
};

type Say = Localised['t'];
const missing = (value: string, field: string, message: string): readonly FieldProblem[] =>
  value.trim() === '' ? [{ field, message }] : [];

function organisationProblems(draft: Draft, t: Say): readonly FieldProblem[] {
  return [
    ...missing(draft.organisation, 'organisation.name', t('setup.organisation.nameMissing')),
    ...missing(draft.industry, 'organisation.industry', t('setup.organisation.industryMissing')),
    ...missing(draft.sizeBand, 'organisation.sizeBand', t('setup.organisation.sizeMissing')),
  ];
}

function yourProblems(draft: Draft, t: Say): readonly FieldProblem[] {
  const email = draft.email.trim();
  return [
    ...missing(draft.name, 'administrator.name', t('setup.you.nameMissing')),
    ...missing(email, 'administrator.email', t('setup.you.emailMissing')),
    // Only the gross mistakes; the server decides.
    ...(email !== '' && !/^[^\s@]+@[^\s@]+$/.test(email)
      ? [{ field: 'administrator.email', message: t('setup.you.emailShape') }]
      : []),
  ];
}

/** Field names are the server's, so that its own complaints land in the same places. */
export function problemsOf(step: Step, draft: Draft, t: Say): readonly FieldProblem[] {
  if (step === 'organisation') return organisationProblems(draft, t);
  if (step === 'you') return yourProblems(draft, t);
  if (step === 'password') return missing(draft.password, 'administrator.password', t('password.missing'));
  return [];
}

/** The page on which a complaint of the server is put right. */
export function stepOfField(field: string): Step {
  if (field.startsWith('organisation.')) return 'organisation';
  return field.startsWith('administrator.') && field !== 'administrator.password' ? 'you' : 'password';
}

/** The words the password must not carry: names and address of this very form. */
export const wordsOf = (draft: Draft): string[] =>
  [draft.organisation, draft.organisationKana, draft.name, draft.kana, draft.email].filter(
    (word) => word.trim() !== '',
  );

/** The request; nothing while a choice is open. */
export function bodyOf(draft: Draft, token: string, language: 'ja' | 'en'): SetupBody | undefined {
  const { industry, sizeBand } = draft;
  if (industry === '' || sizeBand === '') return undefined;
  return {
    token,
    language,
    organisation: { name: draft.organisation, kana: draft.organisationKana, industry, sizeBand },
    administrator: {
      name: draft.name,
      kana: draft.kana,
      email: draft.email.trim(),
      password: draft.password,
      alsoExecutive: draft.alsoExecutive,
    },
  };
}
