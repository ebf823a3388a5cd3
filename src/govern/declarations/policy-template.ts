// SPDX-License-Identifier: Apache-2.0
/**
 * A basic policy to begin with. The headings are those of the guideline's annex (Tokyo SME handbook FY2023, page 3-3-4);
 * the sentences are our own, and meant to be changed.
 */
import type { Language } from '../../kernel/language.ts';
import type { Policy } from './contract.ts';

export const POLICY_HEADINGS: Readonly<Record<Language, readonly string[]>> = {
  ja: ['経営者の責任', '社内体制の整備', '従業員の取組', '法令及び契約上の要求事項の遵守', '違反及び事故への対応'],
  en: [
    'Responsibility of management',
    'Organisation inside the company',
    'What everyone does',
    'Keeping laws and contracts',
    'When rules are broken or something happens',
  ],
};

const SENTENCES: Readonly<Record<Language, { readonly preamble: string; readonly sections: readonly string[] }>> = {
  ja: {
    preamble:
      '{company}（以下、当社）は、お客様からお預かりした情報と当社の情報を、盗難・紛失・改ざん・事故から守るため、次の方針を定め、全員で取り組みます。',
    sections: [
      '経営者が先頭に立ち、必要な人と予算をあて、対策を続けて見直します。',
      '情報セキュリティの責任者を決め、社内のルールをつくり、守られているかを確かめます。',
      '全員が必要な知識を身につけ、毎日の仕事の中でルールを守ります。',
      '情報セキュリティにかかわる法令と、お客様との約束を守ります。',
      '違反や事故が起きたときは、すぐに対応して広がりを止め、原因を調べ、同じことが起きないようにします。',
    ],
  },
  en: {
    preamble:
      '{company} protects the information entrusted to it, and its own, from theft, loss, tampering and accidents. Everyone here works by this policy.',
    sections: [
      'Management leads, provides people and budget, and keeps reviewing the measures.',
      'We name a person responsible for information security, make rules, and check that they are kept.',
      'Everyone learns what is needed and keeps the rules in daily work.',
      'We keep the laws on information security and what we have agreed with our customers.',
      'When a rule is broken or an incident happens we act at once, limit the harm, find the cause, and prevent it from happening again.',
    ],
  },
};

export function policyTemplate(language: Language, { company, day }: { company: string; day: string }): Policy {
  const { preamble, sections } = SENTENCES[language];
  return {
    language,
    company,
    representative: '',
    date: day,
    preamble: preamble.replace('{company}', company),
    sections: [...sections],
  };
}
