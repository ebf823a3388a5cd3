// SPDX-License-Identifier: Apache-2.0
/** The organisation's own ranking: begin a vote, see how it goes, count it, go back to the yearly list. */
import { useState } from 'react';
import type { ReactNode } from 'react';
import { useText } from '../i18n.tsx';
import { Failure } from '../loaded.tsx';
import { paths } from '../paths.ts';
import { useChange } from '../queries.ts';
import { MANAGERS, OWN_PEOPLE, useMay } from '../roles.ts';
import { useOrgId } from '../session.ts';
import { Button } from '../ui/button.tsx';
import { Card } from '../ui/card.tsx';
import { ConfirmDialog } from '../ui/dialog.tsx';
import { ButtonLink } from '../ui/link.tsx';
import { Stack } from '../ui/stack.tsx';
import { useToast } from '../ui/toast.tsx';
import type { OpenVote, ThreatVote } from './words.tsx';

export function OwnRanking({ vote: { open, ranking } }: { readonly vote: ThreatVote }): ReactNode {
  const { t, date } = useText();
  const mayManage = useMay(MANAGERS);
  return (
    <Card title={t('threats.own.title')}>
      <Stack>
        <p className="max-w-prose">
          {ranking
            ? t('threats.own.counted', { date: date(ranking.countedAt), voters: ranking.voters })
            : t('threats.own.none')}
        </p>
        {open && <Open open={open} />}
        {mayManage && (
          <div className="flex flex-wrap gap-3">
            {!open && <Begin again={ranking !== null} />}
            {open && <CountNow open={open} />}
            {open && <Drop voteId={open.voteId} what="drop" />}
            {ranking && !open && <Drop voteId={ranking.voteId} what="setAside" />}
          </div>
        )}
      </Stack>
    </Card>
  );
}

function Open({ open }: { readonly open: OpenVote }): ReactNode {
  const { t, date } = useText();
  const mayChoose = useMay(OWN_PEOPLE);
  const { voters, people, openedAt, openedBy, mine } = open;
  const begun =
    openedBy === null
      ? t('threats.own.begun', { date: date(openedAt) })
      : t('threats.own.begunBy', { date: date(openedAt), name: openedBy });
  return (
    <div>
      <p>
        <span className="font-bold">{t('threats.own.voters', { voters, people })}</span> <span>{begun}</span>
      </p>
      {mayChoose && (
        <p className="mt-3">
          <ButtonLink href={paths.threatVote()} variant={mine.length > 0 ? 'secondary' : 'primary'}>
            {t(mine.length > 0 ? 'threats.own.changeMine' : 'threats.own.choose')}
          </ButtonLink>
        </p>
      )}
    </div>
  );
}

function Begin({ again }: { readonly again: boolean }): ReactNode {
  const { t } = useText();
  const orgId = useOrgId();
  const begin = useChange('POST /api/v1/org/:orgId/threat-vote');
  const start = (): void => begin.mutate({ params: { orgId } });
  return (
    <>
      <Button variant="secondary" busy={begin.isPending} onClick={start}>
        {t(again ? 'threats.own.beginAgain' : 'threats.own.begin')}
      </Button>
      {begin.error && <Failure error={begin.error} onAgain={start} />}
    </>
  );
}

function CountNow({ open: { voteId, voters, people } }: { readonly open: OpenVote }): ReactNode {
  const { t } = useText();
  const orgId = useOrgId();
  const toast = useToast();
  const [asking, setAsking] = useState(false);
  const count = useChange('POST /api/v1/org/:orgId/threat-vote/:voteId/count');
  const confirm = (): void =>
    count.mutate({ params: { orgId, voteId } }, { onSuccess: () => toast({ text: t('threats.own.countedNow') }) });
  return (
    <>
      <Button variant="secondary" disabled={voters === 0} onClick={() => setAsking(true)}>
        {t('threats.own.count')}
      </Button>
      <ConfirmDialog
        open={asking}
        title={t('threats.own.countTitle')}
        confirm={t('threats.own.count')}
        busy={count.isPending}
        onClose={() => setAsking(false)}
        onConfirm={confirm}
      >
        <p>{t('threats.own.countText', { voters, people })}</p>
        {count.error && <Failure error={count.error} onAgain={confirm} />}
      </ConfirmDialog>
    </>
  );
}

/** Drops an open vote, or sets the ranking aside: both go back to the yearly list or to what counted before. */
function Drop({ voteId, what }: { readonly voteId: string; readonly what: 'drop' | 'setAside' }): ReactNode {
  const { t } = useText();
  const orgId = useOrgId();
  const toast = useToast();
  const [asking, setAsking] = useState(false);
  const drop = useChange('DELETE /api/v1/org/:orgId/threat-vote/:voteId');
  const confirm = (): void =>
    drop.mutate({ params: { orgId, voteId } }, { onSuccess: () => toast({ text: t(`threats.own.${what}Done`) }) });
  return (
    <>
      <Button variant="quiet" onClick={() => setAsking(true)}>
        {t(`threats.own.${what}`)}
      </Button>
      <ConfirmDialog
        open={asking}
        title={t(`threats.own.${what}Title`)}
        confirm={t(`threats.own.${what}`)}
        danger
        busy={drop.isPending}
        onClose={() => setAsking(false)}
        onConfirm={confirm}
      >
        <p>{t(`threats.own.${what}Text`)}</p>
        {drop.error && <Failure error={drop.error} onAgain={confirm} />}
      </ConfirmDialog>
    </>
  );
}
