// SPDX-License-Identifier: Apache-2.0
import { useState } from 'react';
import type { ReactNode } from 'react';
import { useText } from '../i18n.tsx';
import { Button } from '../ui/button.tsx';
import { CopyBlock } from '../ui/copy-block.tsx';
import { Select } from '../ui/select.tsx';
import { Stack } from '../ui/stack.tsx';
import { Tabs } from '../ui/tabs.tsx';
import {
  CA_PLACES,
  debianCa,
  debianInstall,
  debianRun,
  macosCa,
  macosGlpi,
  windowsFusionInventory,
  windowsGlpi,
  withoutSecret,
} from './agent-commands.ts';
import type { AgentSetup } from './agent-commands.ts';
import type { Setup } from './agents-page.tsx';

interface Step {
  readonly text: string;
  readonly command: string;
  /** Only where the certificate is of our own authority. */
  readonly certificate?: true;
}

/** What to run on each kind of computer, with address, credential and certificate filled in. */
export function InstallSteps({ setup }: { readonly setup: Setup }): ReactNode {
  const { t } = useText();
  const usable = setup.credentials.flatMap(({ credentialId, label, secret }) =>
    secret === null ? [] : [{ credentialId, label: label || t('settings.noLabel'), secret }],
  );
  const [chosen, setChosen] = useState<string>();
  const [shown, setShown] = useState(false);
  const credential = usable.find(({ credentialId }) => credentialId === chosen) ?? usable[0];
  if (!credential) return <p>{t('settings.step3None')}</p>;
  const agent: AgentSetup = {
    url: setup.url,
    user: setup.user,
    password: credential.secret,
    ownAuthority: setup.caFingerprint !== '',
  };
  const windows: readonly Step[] = [
    { text: t('settings.windowsCa'), command: CA_PLACES.windows, certificate: true },
    { text: t('settings.windowsGlpi'), command: windowsGlpi(agent) },
    { text: t('settings.windowsFusion'), command: windowsFusionInventory(agent) },
  ];
  const macos: readonly Step[] = [
    { text: t('settings.macosCa'), command: macosCa, certificate: true },
    { text: t('settings.macosInstall'), command: macosGlpi(agent) },
  ];
  const debian: readonly Step[] = [
    { text: t('settings.debianCa'), command: debianCa, certificate: true },
    { text: t('settings.debianInstall'), command: debianInstall(agent) },
    { text: t('settings.debianRun'), command: debianRun(agent) },
  ];
  const content = (steps: readonly Step[]): ReactNode => <Steps steps={steps} agent={agent} shown={shown} />;
  return (
    <Stack>
      {usable.length > 1 && (
        <Select
          name="credential"
          label={t('settings.step3Choose')}
          width="full"
          value={credential.credentialId}
          onChange={setChosen}
          choices={usable.map(({ credentialId, label }) => ({ value: credentialId, label }))}
        />
      )}
      <p className="flex flex-wrap items-center gap-x-4">
        <Button variant="secondary" size="small" aria-pressed={shown} onClick={() => setShown(!shown)}>
          {shown ? t('settings.hidden') : t('settings.shown')}
        </Button>
        <span className="text-note text-muted">{t('settings.hiddenHint')}</span>
      </p>
      <Tabs
        label={t('settings.step3For')}
        items={[
          { id: 'windows', title: 'Windows', content: content(windows) },
          { id: 'macos', title: 'macOS', content: content(macos) },
          { id: 'debian', title: 'Debian / Ubuntu', content: content(debian) },
        ]}
      />
    </Stack>
  );
}

function Steps(props: {
  readonly steps: readonly Step[];
  readonly agent: AgentSetup;
  readonly shown: boolean;
}): ReactNode {
  const { t } = useText();
  const { steps, agent, shown } = props;
  return (
    <ol className="grid list-decimal grid-cols-1 gap-5 pl-6">
      {steps
        .filter(({ certificate }) => !certificate || agent.ownAuthority)
        .map(({ text, command }) => (
          <li key={text}>
            <p className="mb-2">{text}</p>
            <CopyBlock
              label={command === CA_PLACES.windows ? t('settings.place') : t('settings.command')}
              value={command}
              shown={shown ? command : withoutSecret(command, agent)}
            />
          </li>
        ))}
    </ol>
  );
}
