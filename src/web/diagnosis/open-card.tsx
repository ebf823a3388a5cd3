// SPDX-License-Identifier: Apache-2.0
import { useState } from 'react';
import type { ReactNode } from 'react';
import { useText } from '../i18n.tsx';
import { paths } from '../paths.ts';
import { useChange } from '../queries.ts';
import { MANAGERS, useMay } from '../roles.ts';
import { useOrgId } from '../session.ts';
import { Button } from '../ui/button.tsx';
import { Card } from '../ui/card.tsx';
import { ConfirmDialog } from '../ui/dialog.tsx';
import { Disclosure } from '../ui/disclosure.tsx';
import { ButtonLink } from '../ui/link.tsx';
import { Notice } from '../ui/notice.tsx';
import { ProgressBar } from '../ui/progress-bar.tsx';
import { Stack } from '../ui/stack.tsx';
import { AddSite } from './add-site.tsx';
import type { OpenDiagnosis } from './answer-words.ts';
import { AskPart } from './ask-part.tsx';

type Site = OpenDiagnosis['sites'][number];
type Part = Site['parts'][number];

/** The one that is being answered: where it goes on, who does what, and what is left before the end. */
export function OpenDiagnosisCard({ open }: { readonly open: OpenDiagnosis }): ReactNode {
  const { t } = useText();
  const manager = useMay(MANAGERS);
  const done = open.answered === open.total;
  return (
    <Stack gap="wide">
      <Card main title={t(done ? 'diagnosis.allAnswered' : 'diagnosis.goOnTitle')}>
        <Stack>
          <ProgressBar
            label={t('diagnosis.answered')}
            value={open.answered}
            max={open.total}
            text={t('diagnosis.answeredOf', { count: open.answered, total: open.total })}
          />
          <NextStep open={open} />
          {done && !manager && <p>{t('diagnosis.thanks')}</p>}
        </Stack>
      </Card>
      {open.sites.map((site) => (
        <SiteCard key={site.siteId} open={open} site={site} />
      ))}
      {manager && (
        <Disclosure summary={t('diagnosis.more')}>
          <Stack>
            <AddSite open={open} />
            <Abandon diagnosisId={open.diagnosisId} />
          </Stack>
        </Disclosure>
      )}
    </Stack>
  );
}

/** On, to the end, or to what the sites see differently. */
function NextStep({ open }: { readonly open: OpenDiagnosis }): ReactNode {
  const { t } = useText();
  const manager = useMay(MANAGERS);
  const next = nextPlace(open);
  const differing = manager && open.sites.length > 1 ? open.differing : 0;
  return (
    <>
      {!next && differing > 0 && (
        <Notice tone="info" title={t('diagnosis.differing', { count: differing })}>
          {t('diagnosis.differingText')}
        </Notice>
      )}
      <div className="flex flex-wrap gap-3">
        {next && (
          <ButtonLink href={paths.diagnosisQuestion(open.diagnosisId, next.siteId, next.question)}>
            {t(open.answered === 0 ? 'diagnosis.begin' : 'diagnosis.goOn')}
          </ButtonLink>
        )}
        {!next && manager && (
          <ButtonLink href={paths.diagnosisFinish(open.diagnosisId)}>{t('diagnosis.toResult')}</ButtonLink>
        )}
        {differing > 0 && (
          <ButtonLink href={paths.diagnosisMerge(open.diagnosisId)} variant="secondary">
            {t('diagnosis.toMerge')}
          </ButtonLink>
        )}
      </div>
    </>
  );
}

function nextPlace(open: OpenDiagnosis): { siteId: string; question: number } | undefined {
  for (const site of open.sites) {
    const part = site.parts.find(({ answered, total }) => answered < total);
    if (part) return { siteId: site.siteId, question: part.next };
  }
  return undefined;
}

function SiteCard({ open, site }: { readonly open: OpenDiagnosis; readonly site: Site }): ReactNode {
  const { t } = useText();
  const manager = useMay(MANAGERS);
  const several = open.sites.length > 1;
  return (
    <Card
      title={several ? site.name : t('diagnosis.parts')}
      aside={several && manager ? <RemoveSite open={open} site={site} /> : undefined}
    >
      <ul className="border-t border-line">
        {site.parts.map((part) => (
          <PartRow key={part.no} open={open} site={site} part={part} />
        ))}
      </ul>
    </Card>
  );
}

function PartRow({
  open,
  site,
  part,
}: {
  readonly open: OpenDiagnosis;
  readonly site: Site;
  readonly part: Part;
}): ReactNode {
  const { t, catalogText } = useText();
  const manager = useMay(MANAGERS);
  const title = catalogText(part.title);
  return (
    <li className="grid grid-cols-1 gap-3 border-b border-line py-4 md:grid-cols-[1fr_auto] md:items-center">
      <div>
        <ProgressBar
          label={t('diagnosis.part', { no: part.no, title })}
          value={part.answered}
          max={part.total}
          text={t('diagnosis.answeredOf', { count: part.answered, total: part.total })}
        />
        <p className="mt-1 text-note text-muted">{catalogText(part.about)}</p>
        {part.memberId !== null && (
          <p className="text-note font-bold">
            {t('diagnosis.askedPerson', { name: part.memberName ?? t('controls.formerMember') })}
          </p>
        )}
      </div>
      <div className="flex flex-wrap gap-3">
        <ButtonLink
          href={paths.diagnosisQuestion(open.diagnosisId, site.siteId, part.next)}
          variant="secondary"
          size="small"
          aria-label={`${t(part.answered === part.total ? 'diagnosis.lookAgain' : 'diagnosis.answerPart')}: ${title}`}
        >
          {t(part.answered === part.total ? 'diagnosis.lookAgain' : 'diagnosis.answerPart')}
        </ButtonLink>
        {manager && <AskPart diagnosisId={open.diagnosisId} siteId={site.siteId} part={part} />}
      </div>
    </li>
  );
}

function RemoveSite({ open, site }: { readonly open: OpenDiagnosis; readonly site: Site }): ReactNode {
  const { t } = useText();
  const orgId = useOrgId();
  const remove = useChange('DELETE /api/v1/org/:orgId/diagnoses/:diagnosisId/sites/:siteId', [
    'GET /api/v1/org/:orgId/diagnoses',
    'GET /api/v1/org/:orgId/home',
    'GET /api/v1/org/:orgId/diagnoses/:diagnosisId/merge',
    'GET /api/v1/org/:orgId/diagnoses/:diagnosisId/finish',
  ]);
  const [asking, setAsking] = useState(false);
  const params = { orgId, diagnosisId: open.diagnosisId, siteId: site.siteId };
  return (
    <>
      <Button variant="quiet" size="small" onClick={() => setAsking(true)}>
        {t('diagnosis.removeSite')}
      </Button>
      <ConfirmDialog
        open={asking}
        title={t('diagnosis.removeSiteTitle', { name: site.name })}
        confirm={t('diagnosis.removeSite')}
        danger
        busy={remove.isPending}
        onClose={() => setAsking(false)}
        onConfirm={() => remove.mutate({ params }, { onSettled: () => setAsking(false) })}
      >
        {t('diagnosis.removeSiteText')}
      </ConfirmDialog>
    </>
  );
}

function Abandon({ diagnosisId }: { readonly diagnosisId: string }): ReactNode {
  const { t } = useText();
  const orgId = useOrgId();
  const abandon = useChange('DELETE /api/v1/org/:orgId/diagnoses/:diagnosisId', [
    'GET /api/v1/org/:orgId/diagnoses',
    'GET /api/v1/org/:orgId/home',
  ]);
  const [asking, setAsking] = useState(false);
  return (
    <div>
      <Button variant="secondary" size="small" onClick={() => setAsking(true)}>
        {t('diagnosis.abandon')}
      </Button>
      <ConfirmDialog
        open={asking}
        title={t('diagnosis.abandonTitle')}
        confirm={t('diagnosis.abandon')}
        danger
        busy={abandon.isPending}
        onClose={() => setAsking(false)}
        onConfirm={() => abandon.mutate({ params: { orgId, diagnosisId } }, { onSettled: () => setAsking(false) })}
      >
        {t('diagnosis.abandonText')}
      </ConfirmDialog>
    </div>
  );
}
