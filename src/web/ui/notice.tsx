// SPDX-License-Identifier: Apache-2.0
import type { ReactNode } from 'react';
import { useText } from '../i18n.tsx';
import { classes } from './class-names.ts';
import { Icon } from './icon.tsx';
import type { IconName } from './icon.tsx';
import { TONES } from './tone.ts';

export type NoticeTone = 'info' | 'positive' | 'caution' | 'critical' | 'unknown';

const ICONS: Readonly<Record<NoticeTone, IconName>> = {
  info: 'info',
  positive: 'check',
  caution: 'warning',
  critical: 'critical',
  unknown: 'unknown',
};

interface NoticeProps {
  readonly tone?: NoticeTone;
  readonly title?: ReactNode;
  readonly children?: ReactNode;
  /** A button or link: nothing red without something to do. */
  readonly action?: ReactNode;
  /** Appears while the page is in use, so it is read out: `alert` at once, `status` when there is a pause. */
  readonly live?: 'status' | 'alert';
}

export function Notice({ tone = 'info', title, children, action, live }: NoticeProps): ReactNode {
  const { t } = useText();
  return (
    <div role={live} className={classes('flex gap-3 rounded-card border border-l-8 bg-raised p-4', TONES[tone].edge)}>
      <Icon name={ICONS[tone]} className={classes('mt-0.5 size-6', TONES[tone].icon)} />
      <div className="min-w-0 flex-1">
        <span className="sr-only">{t(`ui.notice.${tone}`)}</span>
        {title && <p className="font-bold">{title}</p>}
        {children && <div>{children}</div>}
        {action && <div className="mt-3 flex flex-wrap gap-3">{action}</div>}
      </div>
    </div>
  );
}
