// SPDX-License-Identifier: Apache-2.0
// The pages of those who come without a working setup code: each says what to do.
import type { ReactNode } from 'react';
import { useText } from '../i18n.tsx';
import { paths } from '../paths.ts';
import { CopyField } from '../ui/copy-field.tsx';
import { ButtonLink } from '../ui/link.tsx';
import { PageHeader } from '../ui/page-header.tsx';
import { Stack } from '../ui/stack.tsx';
import { RESET_COMMAND } from './reset-command.ts';

export function WrongToken({ missing }: { readonly missing: boolean }): ReactNode {
  const { t } = useText();
  const kind = missing ? 'noToken' : 'wrongToken';
  return (
    <>
      <PageHeader title={t(`setup.${kind}.title`)} lead={t(`setup.${kind}.lead`)} />
      <h2 className="text-h3">{t('setup.wrongToken.what')}</h2>
      <ul className="mt-2 grid list-disc gap-2 pl-6">
        <li>{t('setup.wrongToken.copy')}</li>
        <li>{t('setup.wrongToken.restart')}</li>
      </ul>
    </>
  );
}

export function AlreadySetUp(): ReactNode {
  const { t } = useText();
  return (
    <>
      <PageHeader title={t('setup.already.title')} lead={t('setup.already.lead')} />
      <Stack gap="wide">
        <div>
          <ButtonLink href={paths.signIn()}>{t('setup.already.signIn')}</ButtonLink>
        </div>
        <div>
          <p className="mb-3">{t('setup.already.forgot')}</p>
          <CopyField name="reset-command" label={t('setup.command')} value={RESET_COMMAND} />
        </div>
      </Stack>
    </>
  );
}

export function SignedInAlready(): ReactNode {
  const { t } = useText();
  return (
    <>
      <PageHeader title={t('setup.signedIn.title')} lead={t('setup.signedIn.lead')} />
      <ButtonLink href={paths.today()}>{t('setup.signedIn.home')}</ButtonLink>
    </>
  );
}
