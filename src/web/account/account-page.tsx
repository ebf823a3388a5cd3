// SPDX-License-Identifier: Apache-2.0
import type { ReactNode } from 'react';
import { describeError } from '../describe-error.ts';
import { useText } from '../i18n.tsx';
import { useChange } from '../queries.ts';
import { useSignedIn } from '../session.ts';
import { Card } from '../ui/card.tsx';
import { LanguageSwitch } from '../ui/language-switch.tsx';
import { Notice } from '../ui/notice.tsx';
import { PageHeader } from '../ui/page-header.tsx';
import { Stack } from '../ui/stack.tsx';
import { SummaryList } from '../ui/summary-list.tsx';
import { ThemeSwitch } from '../ui/theme-switch.tsx';
import { Button } from '../ui/button.tsx';
import { useToast } from '../ui/toast.tsx';
import { ChangeName } from './change-name.tsx';
import { FeedCard } from './feed-card.tsx';
import { NoticesCard } from './notices-card.tsx';
import { PasskeysCard } from './passkeys-card.tsx';
import { PasswordCard } from './password-card.tsx';
import { SessionsCard } from './sessions-card.tsx';
import { SignInsCard } from './sign-ins-card.tsx';
import { TotpCard } from './totp-card.tsx';

export function Page(): ReactNode {
  const { t } = useText();
  return (
    <>
      <PageHeader title={t('account.title')} lead={t('account.lead')} />
      <Stack gap="wide">
        <Profile />
        <Look />
        <NoticesCard />
        <FeedCard />
        <Protection />
      </Stack>
    </>
  );
}

/** What opens the whole account is closed to whoever came in by a company account. */
function Protection(): ReactNode {
  const { t } = useText();
  const person = useSignedIn();
  if (!person) return null;
  if (person.onlyOrgId !== null) return <Notice title={t('provider.accountTitle')}>{t('provider.accountText')}</Notice>;
  return (
    <>
      <PasskeysCard />
      <PasswordCard />
      <TotpCard />
      <SessionsCard />
      <SignInsCard />
    </>
  );
}

function Profile(): ReactNode {
  const { t, language } = useText();
  const person = useSignedIn();
  if (!person) return null;
  const separator = language === 'ja' ? '、' : ', ';
  return (
    <Card title={t('account.profile')}>
      <SummaryList
        items={[
          { term: t('account.name'), value: person.account.name },
          { term: t('account.email'), value: person.account.email },
          {
            term: t('account.organisations'),
            value: (
              <ul>
                {person.memberships.map(({ orgId, orgName, roles }) => (
                  <li key={orgId}>
                    {t('words.aside', {
                      text: orgName,
                      aside: roles.map((role) => t(`words.role.${role}`)).join(separator),
                    })}
                  </li>
                ))}
              </ul>
            ),
          },
        ]}
      />
      {person.onlyOrgId === null && (
        <>
          <p className="mt-3 text-muted">{t('account.nameHint')}</p>
          <ChangeName name={person.account.name} />
        </>
      )}
    </Card>
  );
}

function Look(): ReactNode {
  const texts = useText();
  const { t, language } = texts;
  const toast = useToast();
  const person = useSignedIn();
  const save = useChange('PUT /api/v1/account/language', ['GET /api/v1/session']);
  const differs = person !== undefined && person.account.language !== language;
  const keep = (): void => {
    save.mutate(
      { body: { language } },
      {
        onSuccess: () => toast({ text: t('account.languageSaved') }),
        onError: (error) => toast({ text: describeError(error, texts).title }),
      },
    );
  };
  return (
    <Card title={t('account.look')}>
      <Stack>
        <div>
          <p className="font-bold">{t('account.language')}</p>
          <div className="mt-1 flex flex-wrap items-center gap-4">
            <LanguageSwitch />
            {differs && (
              <Button variant="secondary" size="small" busy={save.isPending} onClick={keep}>
                {t('account.languageKeep')}
              </Button>
            )}
          </div>
        </div>
        <div>
          <p className="mb-1 font-bold">{t('account.theme')}</p>
          <ThemeSwitch />
        </div>
      </Stack>
    </Card>
  );
}
