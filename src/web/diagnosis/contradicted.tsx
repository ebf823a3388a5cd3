// SPDX-License-Identifier: Apache-2.0
/** Where machines see missing what was answered with a plain yes. */
import type { ReactNode } from 'react';
import { useText } from '../i18n.tsx';
import { paths } from '../paths.ts';
import { Link } from '../ui/link.tsx';
import { Notice } from '../ui/notice.tsx';
import type { Result } from './answer-words.ts';

type Question = Result['questions'][number];
type Evidence = Question['contradictedBy'][number];

/** One line of a list: the control, how many devices, and the way to them. */
export function FailingControl({ one, before }: { readonly one: Evidence; readonly before?: string }): ReactNode {
  const { t, language, catalogText } = useText();
  return (
    <li>
      {before !== undefined && <span className="mr-2 whitespace-nowrap text-muted">{before}</span>}
      {t('diagnosis.contradictionItem', {
        control: catalogText(one.title),
        failing: one.fail,
        names: one.names.join(language === 'ja' ? '、' : ', '),
      })}{' '}
      <Link href={paths.control(one.controlId)}>{t('diagnosis.lookControl')}</Link>
    </li>
  );
}

/** Beside the score, which counts answers alone. */
export function Contradicted({ questions }: { readonly questions: readonly Question[] }): ReactNode {
  const { t } = useText();
  const contradicted = questions.filter(({ contradictedBy }) => contradictedBy.length > 0);
  if (contradicted.length === 0) return null;
  return (
    <Notice tone="critical" title={t('diagnosis.resultContradicted', { count: contradicted.length })}>
      <p>{t('diagnosis.resultContradictedText')}</p>
      <ul className="mt-2 space-y-1">
        {contradicted.flatMap(({ no, contradictedBy }) =>
          contradictedBy.map((one) => (
            <FailingControl key={`${no} ${one.controlId}`} one={one} before={t('diagnosis.surveyQuestion', { no })} />
          )),
        )}
      </ul>
    </Notice>
  );
}
