// SPDX-License-Identifier: Apache-2.0
import { useText } from '../i18n.tsx';
import type { PasskeyProblem } from './ask-passkey.ts';

export function usePasskeyWords(): Readonly<Record<PasskeyProblem, string>> {
  const { t } = useText();
  return {
    cancelled: t('account.passkeyCancelled'),
    known: t('account.passkeyKnown'),
    failed: t('account.passkeyFailed'),
  };
}
