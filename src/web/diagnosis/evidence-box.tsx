// SPDX-License-Identifier: Apache-2.0
import type { ReactNode } from 'react';
import { useText } from '../i18n.tsx';
import { Icon } from '../ui/icon.tsx';
import type { QuestionView } from './answer-words.ts';
import { valueText } from './answer-words.ts';

/** What the machines know of this question, before it is answered. */
export function EvidenceBox({ question }: { readonly question: QuestionView }): ReactNode {
  const texts = useText();
  const { t, catalogText } = texts;
  const { evidence, proposal } = question;
  if (evidence.length === 0) return null;
  return (
    <section
      className="rounded-card border border-info bg-info-surface p-4 text-info-text"
      aria-label={t('diagnosis.machine')}
    >
      <p className="flex items-center gap-2 font-bold">
        <Icon name="device" className="size-5" />
        {t('diagnosis.machine')}
      </p>
      <ul className="mt-2 grid gap-1">
        {evidence.map((one) => (
          <li key={one.controlId}>
            {t('diagnosis.machineItem', {
              control: catalogText(one.title),
              pass: one.pass,
              total: one.pass + one.fail + one.unknown,
            })}
            {one.unknown > 0 && t('diagnosis.machineUnknown', { unknown: one.unknown })}
          </li>
        ))}
      </ul>
      <p className="mt-2">
        {proposal === undefined
          ? t('diagnosis.machineYours')
          : t('diagnosis.machineProposes', { value: valueText(proposal, texts) })}
      </p>
    </section>
  );
}
