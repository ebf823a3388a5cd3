// SPDX-License-Identifier: Apache-2.0
import { useText } from '../i18n.tsx';
import { readUserAgent } from './user-agent.ts';

/** "Chrome (Windows)" from a browser's self-description. */
export function useBrowserText(): (userAgent: string) => string {
  const { t } = useText();
  return (userAgent) => {
    const { browser, system } = readUserAgent(userAgent);
    if (browser === undefined && system === undefined) return t('account.browserOther');
    return t('account.browserOn', {
      browser: browser ?? t('account.browserOther'),
      system: system ?? t('account.systemOther'),
    });
  };
}
