// SPDX-License-Identifier: Apache-2.0
import type { ReactNode } from 'react';
import type { Api } from '../api-types.ts';
import { useText } from '../i18n.tsx';
import { Badge } from '../ui/badge.tsx';
import type { Tone } from '../ui/tone.ts';

export type DeviceItem = Api['GET /api/v1/org/:orgId/devices']['response']['devices'][number];
export type Device = Api['GET /api/v1/org/:orgId/devices/:deviceId']['response']['device'];

const TONES: Readonly<Record<DeviceItem['state'], Tone>> = { active: 'positive', silent: 'caution', gone: 'neutral' };

export function StateBadge({ state }: { readonly state: DeviceItem['state'] }): ReactNode {
  const { t } = useText();
  return <Badge tone={TONES[state]}>{t(`devices.state.${state}`)}</Badge>;
}

/** How many checks say no, and how many cannot tell. */
export function ResultBadges({ failing, unknown }: Pick<DeviceItem, 'failing' | 'unknown'>): ReactNode {
  const { t } = useText();
  if (failing + unknown === 0) {
    return (
      <Badge tone="positive" icon="pass">
        {t('devices.fine')}
      </Badge>
    );
  }
  return (
    <span className="inline-flex flex-wrap gap-2 max-md:justify-end">
      {failing > 0 && (
        <Badge tone="critical" icon="fail">
          {t('devices.failing', { count: failing })}
        </Badge>
      )}
      {unknown > 0 && (
        <Badge tone="unknown" icon="unknown">
          {t('devices.unknown', { count: unknown })}
        </Badge>
      )}
    </span>
  );
}

/** "Microsoft Windows 11 Pro 23H2", or the kind of computer while nothing better is known. */
export function useOsText(): (device: Pick<DeviceItem, 'platform' | 'osName' | 'osVersion'>) => string {
  const { t } = useText();
  return ({ platform, osName, osVersion }) => {
    const name = osName ?? t(`words.platform.${platform}`);
    return osVersion === null || name.includes(osVersion) ? name : `${name} ${osVersion}`;
  };
}
