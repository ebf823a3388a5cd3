// SPDX-License-Identifier: Apache-2.0
import { useState } from 'react';
import type { ReactNode } from 'react';
import { useText } from '../i18n.tsx';
import { Badge } from '../ui/badge.tsx';
import { Button } from '../ui/button.tsx';
import { Card } from '../ui/card.tsx';
import { DataTable } from '../ui/data-table.tsx';
import { ConfirmDialog } from '../ui/dialog.tsx';
import { Disclosure } from '../ui/disclosure.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { Link } from '../ui/link.tsx';
import { Pagination } from '../ui/pagination.tsx';
import { SummaryList } from '../ui/summary-list.tsx';
import { Tabs } from '../ui/tabs.tsx';
import { TaskList } from '../ui/task-list.tsx';
import { Timeline } from '../ui/timeline.tsx';
import { useToast } from '../ui/toast.tsx';
import { Verdict } from '../ui/verdict.tsx';
import type { VerdictValue } from '../ui/verdict.tsx';
import { SAMPLES } from './samples.ts';

interface SampleDevice {
  readonly name: string;
  readonly system: string;
  readonly state: VerdictValue;
  readonly programs: number;
}

const DEVICES: readonly SampleDevice[] = [
  { name: 'PC-01', system: 'Windows 11 24H2', state: 'pass', programs: 214 },
  { name: 'PC-02', system: 'Windows 10 22H2', state: 'fail', programs: 1187 },
  { name: 'MAC-01', system: 'macOS 26', state: 'unknown', programs: 96 },
];

function TableSamples(): ReactNode {
  const { catalogText: w, number } = useText();
  return (
    <Card title={w(SAMPLES.table)}>
      <DataTable
        caption={w(SAMPLES.table)}
        columns={[
          { id: 'name', header: w(SAMPLES.device), cell: (row) => <Link href="/ui">{row.name}</Link> },
          { id: 'system', header: w(SAMPLES.system), cell: (row) => row.system },
          { id: 'state', header: w(SAMPLES.state), cell: (row) => <Verdict value={row.state} /> },
          { id: 'programs', header: w(SAMPLES.programs), numeric: true, cell: (row) => number(row.programs) },
        ]}
        rows={DEVICES}
        rowId={(row) => row.name}
        empty={null}
        total={15}
        more={{ busy: false, onMore: () => undefined }}
      />
      <Pagination label={w(SAMPLES.table)} nextHref="/ui?page=2" position="1 / 5" />
    </Card>
  );
}

function ListSamples(): ReactNode {
  const { catalogText: w } = useText();
  return (
    <>
      <Card title={w(SAMPLES.tasks)}>
        <TaskList
          items={[
            {
              id: 'a',
              title: w(SAMPLES.task1),
              href: '/ui',
              status: (
                <Badge tone="positive" icon="check">
                  {w(SAMPLES.done)}
                </Badge>
              ),
            },
            {
              id: 'b',
              title: w(SAMPLES.task2),
              href: '/ui',
              hint: w(SAMPLES.inviteHint),
              status: <Badge tone="info">{w(SAMPLES.todo)}</Badge>,
            },
            { id: 'c', title: w(SAMPLES.task3), status: w(SAMPLES.waiting) },
          ]}
        />
      </Card>
      <Card title={w(SAMPLES.device)}>
        <SummaryList
          items={[
            { term: w(SAMPLES.system), value: 'Windows 11 24H2', action: <Link href="/ui">{w(SAMPLES.quiet)}</Link> },
            { term: w(SAMPLES.state), value: <Verdict value="fail" /> },
          ]}
        />
      </Card>
    </>
  );
}

export function StructureSamples(): ReactNode {
  const { catalogText: w } = useText();
  const toast = useToast();
  const [asking, setAsking] = useState(false);
  return (
    <>
      <TableSamples />
      <ListSamples />
      <Tabs
        label={w(SAMPLES.tabs)}
        items={[
          {
            id: 'now',
            title: w(SAMPLES.tabNow),
            content: <EmptyState title={w(SAMPLES.allFine)}>{w(SAMPLES.allFineText)}</EmptyState>,
          },
          {
            id: 'past',
            title: w(SAMPLES.tabPast),
            content: (
              <Timeline
                label={w(SAMPLES.timeline)}
                entries={[
                  {
                    id: '2',
                    at: '2026-07-02T01:30:00Z',
                    title: w(SAMPLES.done),
                    tone: 'positive',
                    icon: 'check',
                    body: w(SAMPLES.allFineText),
                  },
                  {
                    id: '1',
                    at: '2026-07-01T00:00:00Z',
                    title: w(SAMPLES.contradiction),
                    tone: 'critical',
                    icon: 'fail',
                  },
                ]}
              />
            ),
          },
        ]}
      />
      <Disclosure summary={w(SAMPLES.more)}>{w(SAMPLES.moreText)}</Disclosure>
      <div>
        <Button variant="danger" onClick={() => setAsking(true)}>
          {w(SAMPLES.danger)}
        </Button>
      </div>
      <ConfirmDialog
        open={asking}
        danger
        title={w(SAMPLES.askTitle)}
        confirm={w(SAMPLES.danger)}
        onClose={() => setAsking(false)}
        onConfirm={() => {
          setAsking(false);
          toast({ text: w(SAMPLES.removed), onUndo: () => undefined });
        }}
      >
        <p>{w(SAMPLES.askText)}</p>
      </ConfirmDialog>
    </>
  );
}
