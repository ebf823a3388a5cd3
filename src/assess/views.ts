// SPDX-License-Identifier: Apache-2.0
/** Rows as the contract shows them. */
import type { Catalog } from '../catalog/index.ts';
import type { Bilingual } from '../kernel/language.ts';
import type { FindingItem, Seal, SubjectVerdict, TaskItem } from './contract.ts';
import en from './en.json' with { type: 'json' };
import type { FindingRow } from './finding-store.ts';
import ja from './ja.json' with { type: 'json' };
import type { SealRow } from './ledger/store.ts';
import type { TaskRow } from './task-store.ts';
import type { SubjectVerdictRow } from './verdict-store.ts';

export const NO_TITLE = { ja: '', en: '' } as const;

export function findingView(row: FindingRow, catalog: Catalog): FindingItem {
  return {
    findingId: row.finding_id,
    kind: row.kind,
    controlId: row.control_id,
    controlTitle: row.control_id === null ? null : (catalog.controls.get(row.control_id)?.title ?? null),
    checkId: row.check_id,
    subjectKind: row.subject_kind,
    subjectId: row.subject_id,
    subjectLabel: row.label,
    severity: row.severity,
    state: row.state,
    openedAt: row.opened_at.toISOString(),
    closedAt: row.closed_at?.toISOString() ?? null,
    closedHow: row.closed_how,
    closedReason: row.closed_reason,
    closedUntil: row.closed_until,
    params: row.params,
  };
}

export interface TaskViewContext {
  readonly catalog: Catalog;
  readonly names: ReadonlyMap<string, string>;
  readonly today: string;
}

const OWN_TITLES = [
  'device_silent',
  'clock_implausible',
  'identity_conflict',
  'agent_claims_other',
  'agent_too_much',
  'leaver',
  'exception',
  'campaign',
] as const;

/** A task about an agent has words of its own; every other task is what its control asks to be done. */
export function taskTitle({ task_key }: TaskRow, action: Bilingual | undefined): Bilingual {
  const kind = OWN_TITLES.find((own) => task_key.startsWith(`${own}:`));
  if (kind) return { ja: ja[`task.${kind}`], en: en[`task.${kind}`] };
  return action ?? NO_TITLE;
}

export function taskView(row: TaskRow, { catalog, names, today }: TaskViewContext): TaskItem {
  const control = catalog.controls.get(row.control_id);
  return {
    taskId: row.task_id,
    controlId: row.control_id,
    checkId: row.check_id,
    title: taskTitle(row, control?.action),
    assigneeId: row.assignee_member_id,
    assigneeName: row.assignee_member_id === null ? null : (names.get(row.assignee_member_id) ?? null),
    state: row.state,
    dueOn: row.due_on,
    overdue: row.state === 'open' && row.due_on < today,
    createdAt: row.created_at.toISOString(),
    closedAt: row.closed_at?.toISOString() ?? null,
    closedHow: row.closed_how,
    effortMinutes: control?.effort ?? 0,
    findingsDone: row.findings_done,
    findingsTotal: row.findings_total,
  };
}

export function verdictView(row: SubjectVerdictRow): SubjectVerdict {
  return {
    subjectKind: row.subject_kind,
    subjectId: row.subject_id,
    label: row.label,
    platform: row.platform,
    checkId: row.check_id,
    verdict: row.verdict,
    reason: row.reason,
    source: row.source,
    observed: row.observed,
    observedAt: row.observed_at.toISOString(),
    since: row.since.toISOString(),
  };
}

export function sealView(row: SealRow): Seal {
  return {
    epoch: row.epoch,
    sealNo: row.seal_no,
    sealedAt: row.sealed_at.toISOString(),
    leafCount: row.leaf_count,
    lastPosition: row.last_position,
    root: row.root.toString('hex'),
    keyId: row.key_id,
  };
}
