// SPDX-License-Identifier: Apache-2.0
import type { ReactNode } from 'react';
import type { Api } from '../api-types.ts';
import { useText } from '../i18n.tsx';
import { Badge } from '../ui/badge.tsx';
import type { IconName } from '../ui/icon.tsx';
import { Link } from '../ui/link.tsx';
import type { Tone } from '../ui/tone.ts';

export type ThreatList = Api['GET /api/v1/org/:orgId/threats']['response'];
export type ThreatVote = Api['GET /api/v1/org/:orgId/threat-vote']['response']['vote'];
export type OpenVote = NonNullable<ThreatVote['open']>;
export type Threat = Api['GET /api/v1/org/:orgId/threats/:threatId']['response']['threat'];
export type TroubleCase = Api['GET /api/v1/org/:orgId/trouble-cases/:caseId']['response']['case'];
export type ControlStanding = Threat['controls'][number];
export type Tally = Threat['tally'];
type Standing = ControlStanding['standing'];

const MARKS: Readonly<Record<Standing, { readonly tone: Tone; readonly icon: IconName }>> = {
  measured: { tone: 'positive', icon: 'check' },
  answered: { tone: 'info', icon: 'person' },
  not_applicable: { tone: 'neutral', icon: 'not_applicable' },
  partly: { tone: 'caution', icon: 'person' },
  unknown: { tone: 'unknown', icon: 'unknown' },
  open: { tone: 'critical', icon: 'person' },
  failing: { tone: 'critical', icon: 'fail' },
};

/** How a control stands, and whether a machine or a person says so. */
export function StandingBadge({ standing }: { readonly standing: Standing }): ReactNode {
  const { t } = useText();
  const { tone, icon } = MARKS[standing];
  return (
    <Badge tone={tone} icon={icon}>
      {t(`threats.standing.${standing}`)}
    </Badge>
  );
}

/** Each part stays in one piece; the line breaks between them, where the spaces are wide. */
const PIECE = 'whitespace-nowrap [word-spacing:normal]';

/** "9 of 14 hold", and what is missing. */
export function TallyLine({ tally }: { readonly tally: Tally }): ReactNode {
  const { t } = useText();
  const { total, held, failing, unknown } = tally;
  return (
    <span className="[word-spacing:0.4em]">
      <span className={PIECE}>{t('threats.held', { held, total })}</span>{' '}
      {failing > 0 && <span className={`${PIECE} text-critical-text`}>{t('threats.failing', { count: failing })}</span>}{' '}
      {unknown > 0 && <span className={`${PIECE} text-muted`}>{t('threats.unknown', { count: unknown })}</span>}
    </span>
  );
}

type Backing = Threat['measures'][number]['backing'];

/** Where the words come from: once below a list, not at every line. */
export function Sources({ backings }: { readonly backings: readonly Backing[] }): ReactNode {
  const { t, catalogText } = useText();
  const distinct = [...new Map(backings.map((one) => [catalogText(one.source.title), one])).values()];
  return (
    <ul className="text-note text-muted">
      {distinct.map(({ howSure, source }) => (
        <li key={catalogText(source.title)}>
          {t(`controls.howSure.${howSure}`)}
          {source.read !== 'own' && t('words.colon')}
          {source.read !== 'own' &&
            (source.url === null ? (
              catalogText(source.title)
            ) : (
              <Link href={source.url} rel="noreferrer">
                {catalogText(source.title)}
              </Link>
            ))}
        </li>
      ))}
    </ul>
  );
}
