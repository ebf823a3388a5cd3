// SPDX-License-Identifier: Apache-2.0
import type { ReactNode } from 'react';
import { AnswerBadge } from '../controls/answer-badge.tsx';
import { AnswerForm } from '../controls/answer-form.tsx';
import { contradictionSentence } from '../controls/contradiction.tsx';
import { CountMarks } from '../controls/counts.tsx';
import { useText } from '../i18n.tsx';
import { Loaded } from '../loaded.tsx';
import { paths } from '../paths.ts';
import { useApi } from '../queries.ts';
import { MANAGERS, useMay } from '../roles.ts';
import { useOrgId } from '../session.ts';
import { Button } from '../ui/button.tsx';
import { Icon } from '../ui/icon.tsx';
import { Link } from '../ui/link.tsx';
import type { Checklist } from './method-page.tsx';

type Item = Checklist['items'][number];

const GRID = 'grid gap-x-6 gap-y-2 md:grid-cols-[minmax(0,1fr)_9.5rem_minmax(0,15rem)]';

interface ChecklistRowProps {
  readonly item: Item;
  /** Measured on the person's own devices only. */
  readonly own: boolean;
  /** Its question is shown; one at a time, or two fields would have one name. */
  readonly open: boolean;
  readonly setOpen: (open: boolean) => void;
}

/** One thing to do: what it stands against, what was answered, what was measured, and the question where one may answer. */
export function ChecklistRow({ item, own, open, setOpen }: ChecklistRowProps): ReactNode {
  const texts = useText();
  const { t, catalogText } = texts;
  const mayAnswer = useMay(MANAGERS);
  const { control, threats, special } = item;
  const { id, title, mark, declaration, counts, contradiction } = control;
  return (
    <li className="border-b border-line py-4">
      <div className={GRID}>
        <div className="min-w-0">
          {special && (
            <>
              <span aria-hidden="true">{mark === 'first' ? '◎ ' : '○ '}</span>
              <span className="sr-only">{t(`controls.mark.${mark ?? 'next'}`)} </span>
            </>
          )}
          <Link href={paths.control(id)}>{catalogText(title)}</Link>
          <p className="mt-1 text-note text-muted">
            {t('telework.doneBy', { role: t(`words.role.${control.role}`) })}
            {threats.length > 0 &&
              ` ${t('telework.against', { threats: threats.map((one) => t(`telework.threat.${one}`)).join(t('telework.and')) })}`}
          </p>
          {contradiction && (
            <p className="mt-1 flex gap-1 text-critical-text">
              <Icon name="warning" className="mt-1 size-5" />
              <span>
                <strong>{t('controls.contradictionMark')}</strong>{' '}
                <span className="text-note">{contradictionSentence(contradiction, texts)}</span>
              </span>
            </p>
          )}
        </div>
        <div className="flex items-start gap-x-3">
          <span className="w-20 shrink-0 text-note text-muted md:sr-only">{t('controls.answer')}</span>
          <div className="flex flex-wrap items-center gap-x-2 md:grid md:justify-items-start">
            <AnswerBadge value={declaration?.value} />
            {mayAnswer && (
              <span className="no-print md:-ml-4">
                <Button variant="quiet" size="small" aria-expanded={open} onClick={() => setOpen(!open)}>
                  <span>
                    {t(open ? 'telework.hideQuestion' : 'telework.answerHere')}
                    <span className="sr-only">
                      {t('words.colon')}
                      {catalogText(title)}
                    </span>
                  </span>
                </Button>
              </span>
            )}
          </div>
        </div>
        <div className="flex items-start gap-x-3">
          <span className="w-20 shrink-0 text-note text-muted md:sr-only">
            {t(own ? 'telework.ownMeasured' : 'controls.measured')}
          </span>
          <CountMarks counts={counts} />
        </div>
      </div>
      {mayAnswer && open && (
        <div className="no-print">
          <Question controlId={id} onSaved={() => setOpen(false)} />
        </div>
      )}
    </li>
  );
}

function Question({ controlId, onSaved }: { readonly controlId: string; readonly onSaved: () => void }): ReactNode {
  const found = useApi('GET /api/v1/org/:orgId/controls/:controlId', { params: { orgId: useOrgId(), controlId } });
  return (
    <div className="mt-3 border-l-4 border-line pl-5">
      <Loaded query={found} lines={6}>
        {(page) => <AnswerForm page={page} next={undefined} onSaved={onSaved} />}
      </Loaded>
    </div>
  );
}
