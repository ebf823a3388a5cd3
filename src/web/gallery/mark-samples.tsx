// SPDX-License-Identifier: Apache-2.0
import { useState } from 'react';
import type { ReactNode } from 'react';
import { useText } from '../i18n.tsx';
import { Badge } from '../ui/badge.tsx';
import { Button } from '../ui/button.tsx';
import { Card, CardGrid } from '../ui/card.tsx';
import { Gloss } from '../ui/gloss.tsx';
import { ButtonLink, Link } from '../ui/link.tsx';
import { Notice } from '../ui/notice.tsx';
import { ProgressBar } from '../ui/progress-bar.tsx';
import { Ring } from '../ui/ring.tsx';
import { Skeleton } from '../ui/skeleton.tsx';
import { Spinner } from '../ui/spinner.tsx';
import { Stack } from '../ui/stack.tsx';
import { Verdict, VERDICTS } from '../ui/verdict.tsx';
import { SAMPLES } from './samples.ts';

export function MarkSamples(): ReactNode {
  const { catalogText: w } = useText();
  const [busy, setBusy] = useState(false);
  return (
    <>
      <Card main title={w(SAMPLES.buttons)} aside={<Badge tone="info">{w(SAMPLES.todo)}</Badge>}>
        <p className="mb-4">
          {w(SAMPLES.glossBefore)}
          <Gloss term={w(SAMPLES.gloss)}>{w(SAMPLES.glossText)}</Gloss>
          {w(SAMPLES.glossAfter)} <Link href="/ui">{w(SAMPLES.quiet)}</Link>
        </p>
        <div className="flex flex-wrap gap-4">
          <Button>{w(SAMPLES.primary)}</Button>
          <Button variant="secondary">{w(SAMPLES.secondary)}</Button>
          <Button variant="danger">{w(SAMPLES.danger)}</Button>
          <Button variant="quiet">{w(SAMPLES.quiet)}</Button>
          <Button busy={busy} onClick={() => setBusy(true)}>
            {w(SAMPLES.saving)}
          </Button>
          <Button disabled>{w(SAMPLES.primary)}</Button>
          <ButtonLink href="/ui" variant="secondary" size="small">
            {w(SAMPLES.showDevices)}
          </ButtonLink>
        </div>
      </Card>
      <div className="flex flex-wrap gap-3">
        {VERDICTS.map((value) => (
          <Verdict key={value} value={value} />
        ))}
        <Badge tone="caution" icon="warning">
          {w(SAMPLES.todo)}
        </Badge>
      </div>
      <CardGrid>
        <Card>
          <Ring title={w(SAMPLES.ringDeclared)} counts={{ pass: 18, fail: 3, unknown: 2, not_applicable: 2 }} />
        </Card>
        <Card>
          <Ring title={w(SAMPLES.ring)} counts={{ pass: 9, fail: 5, unknown: 8, not_applicable: 3 }} />
        </Card>
      </CardGrid>
      <Stack>
        <Notice
          tone="critical"
          title={w(SAMPLES.contradiction)}
          action={
            <Button variant="secondary" size="small">
              {w(SAMPLES.showDevices)}
            </Button>
          }
        >
          {w(SAMPLES.contradictionText)}
        </Notice>
        <Notice tone="caution" title={w(SAMPLES.waiting)} />
        <Notice tone="positive">{w(SAMPLES.removed)}</Notice>
        <Notice tone="info">{w(SAMPLES.inviteHint)}</Notice>
        <Notice tone="unknown" title={w(SAMPLES.dontKnow)}>
          {w(SAMPLES.dontKnowHint)}
        </Notice>
      </Stack>
      <ProgressBar label={w(SAMPLES.progress)} value={12} max={15} text={w(SAMPLES.progressText)} />
      <div>
        <Spinner showLabel />
        <Skeleton lines={3} />
      </div>
    </>
  );
}
