// SPDX-License-Identifier: Apache-2.0
import type { ReactNode } from 'react';
import { useText } from '../i18n.tsx';
import { CopyField } from '../ui/copy-field.tsx';
import type { CollectorKind } from './platform.ts';

/** What is typed in a terminal to run the downloaded file; nothing where a double click does it. */
const RUN: Readonly<Partial<Record<CollectorKind, string>>> = {
  command: 'sh ~/Downloads/sonae-check.command',
  sh: 'sh sonae-check.sh',
};

/** The same, but writing the result to a file that is carried by hand. The .cmd takes no options; the .ps1 does. */
export const BY_HAND: Readonly<Record<CollectorKind, string>> = {
  command: 'sh ~/Downloads/sonae-check.command --out ~/Downloads/sonae-result.json',
  sh: 'sh sonae-check.sh --out sonae-result.json',
  cmd: 'powershell -ExecutionPolicy Bypass -File .\\sonae-check.ps1 -Out sonae-result.json',
  ps1: 'powershell -ExecutionPolicy Bypass -File .\\sonae-check.ps1 -Out sonae-result.json',
};

const KEYS = {
  cmd: ['look.steps.windows.1', 'look.steps.windows.2', 'look.steps.windows.3'],
  ps1: ['look.steps.ps1.1', 'look.steps.ps1.2', 'look.steps.windows.3'],
  command: ['look.steps.macos.1', 'look.steps.macos.2', 'look.steps.macos.3'],
  sh: ['look.steps.linux.1', 'look.steps.linux.2', 'look.steps.linux.3'],
} as const;

export function RunSteps({ kind }: { readonly kind: CollectorKind }): ReactNode {
  const { t } = useText();
  const command = RUN[kind];
  return (
    <ol className="grid list-decimal gap-3 pl-6">
      {KEYS[kind].map((key, index) => (
        <li key={key}>
          {t(key, { file: `sonae-check.${kind}` })}
          {command !== undefined && index === 1 && (
            <div className="mt-2">
              <CopyField name="run-command" label={t('look.command')} value={command} />
            </div>
          )}
        </li>
      ))}
    </ol>
  );
}
