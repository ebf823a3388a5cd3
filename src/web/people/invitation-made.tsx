// SPDX-License-Identifier: Apache-2.0
import { useEffect, useRef } from 'react';
import type { ReactNode } from 'react';
import { useText } from '../i18n.tsx';
import { Button } from '../ui/button.tsx';
import { Card } from '../ui/card.tsx';
import { CopyField } from '../ui/copy-field.tsx';
import { ButtonLink } from '../ui/link.tsx';
import { Stack } from '../ui/stack.tsx';

interface InvitationMadeProps {
  readonly name: string;
  /** Address the mail went to; null when none was sent. */
  readonly email: string | null;
  readonly link: string;
  readonly expiresAt: string | undefined;
  readonly back: { readonly href: string; readonly label: string };
  readonly another: { readonly label: string; readonly onAnother: () => void };
}

/** The link of a new invitation, shown this once. */
export function InvitationMade({ name, email, link, expiresAt, back, another }: InvitationMadeProps): ReactNode {
  const { t, date } = useText();
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => place.current?.focus(), []);
  return (
    <div ref={place} tabIndex={-1} className="max-w-2xl outline-none">
      <Card title={t('people.invited', { name })} main>
        <Stack>
          <p>{email === null ? t('people.notMailed') : t('people.mailed', { email })}</p>
          <CopyField
            name="link"
            label={t('people.link')}
            value={link}
            {...(expiresAt === undefined ? {} : { hint: t('people.linkHint', { date: date(expiresAt) }) })}
          />
          <div className="flex flex-wrap gap-3">
            <ButtonLink href={back.href}>{back.label}</ButtonLink>
            <Button variant="secondary" onClick={another.onAnother}>
              {another.label}
            </Button>
          </div>
        </Stack>
      </Card>
    </div>
  );
}
