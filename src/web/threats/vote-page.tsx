// SPDX-License-Identifier: Apache-2.0
import { useRouter } from '@tanstack/react-router';
import { useState } from 'react';
import type { ReactNode } from 'react';
import { useText } from '../i18n.tsx';
import { Failure, Loaded } from '../loaded.tsx';
import { paths } from '../paths.ts';
import { useApi, useChange } from '../queries.ts';
import { useOrgId } from '../session.ts';
import { Button } from '../ui/button.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { ButtonLink } from '../ui/link.tsx';
import { PageHeader } from '../ui/page-header.tsx';
import { Stack } from '../ui/stack.tsx';
import { useToast } from '../ui/toast.tsx';
import { chosenAfter, CHOICES } from './choose.ts';
import type { OpenVote, ThreatVote } from './words.tsx';

type Votable = ThreatVote['threats'][number];

export function Page(): ReactNode {
  const { t } = useText();
  const query = useApi('GET /api/v1/org/:orgId/threat-vote', { params: { orgId: useOrgId() } });
  return (
    <>
      <PageHeader
        title={t('threats.vote.title')}
        lead={t('threats.vote.lead', { count: CHOICES })}
        crumbs={[
          { label: t('controls.title'), href: paths.controls() },
          { label: t('threats.title'), href: paths.threats() },
        ]}
      />
      <Loaded query={query} lines={16}>
        {({ vote: { open, threats } }) =>
          open ? (
            <Ballot key={open.voteId} open={open} threats={threats} />
          ) : (
            <EmptyState
              title={t('threats.vote.none')}
              action={<ButtonLink href={paths.threats()}>{t('threats.vote.back')}</ButtonLink>}
            />
          )
        }
      </Loaded>
    </>
  );
}

function Ballot({ open, threats }: { readonly open: OpenVote; readonly threats: readonly Votable[] }): ReactNode {
  const { t } = useText();
  const [chosen, setChosen] = useState<readonly string[]>(open.mine);
  const { cast, failed, busy } = useCast(open.voteId);
  const left = CHOICES - chosen.length;
  return (
    <Stack>
      <p className="max-w-prose text-muted">{t('threats.vote.secret')}</p>
      <ol aria-label={t('threats.vote.title')}>
        {threats.map((threat) => (
          <ThreatChoice
            key={threat.threatId}
            threat={threat}
            place={chosen.indexOf(threat.threatId) + 1}
            full={left === 0}
            onPress={() => setChosen(chosenAfter(chosen, threat.threatId))}
          />
        ))}
      </ol>
      {failed && <Failure error={failed} onAgain={() => cast(chosen)} />}
      <div className="sticky bottom-0 flex flex-wrap items-center gap-4 border-t border-line bg-surface py-3">
        <Button busy={busy} disabled={chosen.length === 0} onClick={() => cast(chosen)} wide>
          {t('threats.vote.send')}
        </Button>
        <p role="status">{left > 0 ? t('threats.vote.left', { count: left }) : t('threats.vote.full')}</p>
        {open.mine.length > 0 && (
          <Button variant="quiet" busy={busy} onClick={() => cast([])}>
            {t('threats.vote.takeBack')}
          </Button>
        )}
      </div>
    </Stack>
  );
}

/** Sends the choice and goes back to the threats; an empty one takes it back. */
function useCast(voteId: string) {
  const { t } = useText();
  const orgId = useOrgId();
  const toast = useToast();
  const router = useRouter();
  const change = useChange('PUT /api/v1/org/:orgId/threat-vote/:voteId/ballot');
  const cast = (threatIds: readonly string[]): void => {
    change.mutate(
      { params: { orgId, voteId }, body: { threatIds: [...threatIds] } },
      {
        onSuccess: () => {
          toast({ text: t(threatIds.length > 0 ? 'threats.vote.sent' : 'threats.vote.takenBack') });
          void router.navigate({ href: paths.threats() });
        },
      },
    );
  };
  return { cast, failed: change.error, busy: change.isPending };
}

interface ThreatChoiceProps {
  readonly threat: Votable;
  /** 1 = first; 0 = not chosen. */
  readonly place: number;
  readonly full: boolean;
  readonly onPress: () => void;
}

/** One press chooses, in the order of pressing; another takes it away again. */
function ThreatChoice({ threat, place, full, onPress }: ThreatChoiceProps): ReactNode {
  const { t, catalogText } = useText();
  const chosen = place > 0;
  return (
    <li className="border-b border-line">
      <button
        type="button"
        aria-pressed={chosen}
        disabled={full && !chosen}
        onClick={onPress}
        className="grid min-h-12 w-full grid-cols-[2.5rem_1fr] items-start gap-3 py-3 text-left hover:bg-hover disabled:cursor-not-allowed disabled:text-muted disabled:hover:bg-transparent"
      >
        <span
          aria-hidden="true"
          className={`inline-flex size-8 items-center justify-center rounded-full border border-action ${chosen ? 'bg-action text-action-text' : ''}`}
        >
          {chosen ? place : ''}
        </span>
        <span>
          <span className="font-bold">{catalogText(threat.title)}</span>
          {chosen && <span className="sr-only">{t('threats.vote.place', { rank: place })}</span>}
          <span className="block text-note">{catalogText(threat.plain)}</span>
        </span>
      </button>
    </li>
  );
}
