// SPDX-License-Identifier: Apache-2.0
import type { ReactNode } from 'react';
import { useText } from '../i18n.tsx';
import { NAVIGATION } from '../shell/navigation.ts';
import { ShellFrame } from '../shell/shell-frame.tsx';
import { PageHeader } from '../ui/page-header.tsx';
import { Stack } from '../ui/stack.tsx';
import { FormSamples } from './form-samples.tsx';
import { MarkSamples } from './mark-samples.tsx';
import { SAMPLES } from './samples.ts';
import { StructureSamples } from './structure-samples.tsx';

export function Page(): ReactNode {
  const { catalogText } = useText();
  return (
    <ShellFrame
      organisation="SAMPLE"
      account={{
        name: 'sample',
        accountHref: '/account',
        organisations: [
          { id: 'a', name: 'SAMPLE' },
          { id: 'b', name: 'SAMPLE 2' },
        ],
        organisationId: 'a',
        onOrganisation: () => undefined,
        onSignOut: () => undefined,
      }}
      items={NAVIGATION}
      pathname="/devices"
    >
      <PageHeader
        title={catalogText(SAMPLES.title)}
        lead={catalogText(SAMPLES.lead)}
        crumbs={[{ label: catalogText(SAMPLES.device), href: '/devices' }]}
      />
      <Stack gap="wide">
        <MarkSamples />
        <FormSamples />
        <StructureSamples />
      </Stack>
    </ShellFrame>
  );
}
