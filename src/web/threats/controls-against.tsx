// SPDX-License-Identifier: Apache-2.0
import type { ReactNode } from 'react';
import { CountMarks } from '../controls/counts.tsx';
import { useText } from '../i18n.tsx';
import { paths } from '../paths.ts';
import { Card } from '../ui/card.tsx';
import { Disclosure } from '../ui/disclosure.tsx';
import { ButtonLink, Link } from '../ui/link.tsx';
import { Notice } from '../ui/notice.tsx';
import { StandingBadge, TallyLine } from './words.tsx';
import type { ControlStanding, Tally } from './words.tsx';

interface WeakestProps {
  readonly controls: readonly ControlStanding[];
  readonly weakest: string | null;
}

/** The control an attacker would try first as things stand now, and what to do about it. */
export function WeakestLink({ controls, weakest }: WeakestProps): ReactNode {
  const { t, catalogText } = useText();
  const found = controls.find(({ id }) => id === weakest);
  if (!found) return <Notice tone="positive" title={t('threats.allHold')} />;
  return (
    <Notice
      tone={found.standing === 'failing' || found.standing === 'open' ? 'critical' : 'caution'}
      title={t('threats.weakest', { title: catalogText(found.title) })}
      action={
        <ButtonLink href={paths.control(found.id)} variant="secondary" size="small">
          {catalogText(found.action)}
        </ButtonLink>
      }
    >
      {t(`threats.weakestWhy.${found.standing}`)}
    </Notice>
  );
}

/** More than these are folded away: the open ones come first. */
const SHOWN = 12;

/** Our controls against it, with what people said and machines saw. */
export function ControlsAgainst(props: {
  readonly title: string;
  readonly tally: Tally;
  readonly controls: readonly ControlStanding[];
}): ReactNode {
  const { t } = useText();
  const { title, tally, controls } = props;
  const more = controls.slice(SHOWN);
  return (
    <Card title={title} aside={<TallyLine tally={tally} />}>
      <p className="text-muted">{t('threats.oursLead')}</p>
      <Standings controls={controls.slice(0, SHOWN)} />
      {more.length > 0 && (
        <div className="mt-3">
          <Disclosure summary={t('threats.more', { count: more.length })}>
            <Standings controls={more} />
          </Disclosure>
        </div>
      )}
    </Card>
  );
}

function Standings({ controls }: { readonly controls: readonly ControlStanding[] }): ReactNode {
  const { t, catalogText } = useText();
  return (
    <ul className="mt-2">
      {controls.map(({ id, title, standing, counts, mark }) => (
        <li key={id} className="flex flex-wrap items-center justify-between gap-x-6 gap-y-1 border-b border-line py-3">
          <span className="min-w-0 flex-1 basis-64">
            {mark && (
              <>
                <span aria-hidden="true">{mark === 'first' ? '◎ ' : '○ '}</span>
                <span className="sr-only">{t(`controls.mark.${mark}`)}</span>
              </>
            )}
            <Link href={paths.control(id)}>{catalogText(title)}</Link>
          </span>
          <span className="flex flex-wrap items-center gap-x-4 gap-y-1">
            {counts && <CountMarks counts={counts} />}
            <StandingBadge standing={standing} />
          </span>
        </li>
      ))}
    </ul>
  );
}
