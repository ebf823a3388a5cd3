// SPDX-License-Identifier: Apache-2.0
/** Figures made up for tests: fictitious names, as much of everything as asked for. */
import type { FullFigures, MonthFigures, ReportFigures } from './contract.ts';

export interface FakeSize {
  readonly controls?: number;
  readonly devices?: number;
  readonly contradictions?: number;
  readonly tasks?: number;
  readonly organisation?: string;
  /** Put into every name and title. */
  readonly text?: string;
}

const text = (ja: string, en: string) => ({ ja, en });
const times = <T>(count: number, make: (no: number) => T): T[] =>
  Array.from({ length: count }, (_none, no) => make(no));

export function fakeMonth(size: FakeSize = {}): MonthFigures {
  const { contradictions = 3, tasks = 6, devices = 20, organisation = '株式会社みほん', text: own = '' } = size;
  const title = (no: number) =>
    text(`パソコンのディスクを暗号化している${own}${no}`, `Disks are encrypted ${own} ${no}`);
  const names = ['PC-1', 'PC-2', 'PC-3'].map((name) => `${name}${own}`);
  return {
    version: 1,
    organisation,
    timeZone: 'Asia/Tokyo',
    month: '2026-10',
    firstDay: '2026-10-01',
    lastDay: '2026-10-31',
    takenAt: '2026-10-31T15:04:00.000Z',
    edition: '2026.11.1',
    weather: {
      mark: contradictions > 2 ? 'rain' : 'cloudy',
      reasons: [
        { kind: 'serious_contradictions', count: contradictions },
        { kind: 'overdue', count: tasks },
        { kind: 'silent', count: 3 },
        { kind: 'unanswered', count: 12 },
      ],
    },
    declared: { yes: 20, partly: 5, no: 4, unknown: 2, notApplicable: 1, unanswered: 12 },
    verified: { pass: devices * 9, fail: devices * 2, unknown: devices, notApplicable: 3 },
    before: {
      month: '2026-09',
      yes: 17,
      verified: { pass: 160, fail: 50, unknown: 30, notApplicable: 3 },
      contradictions: 5,
    },
    proven: {
      total: tasks,
      kinds: tasks,
      items: times(Math.min(tasks, 20), (no) => ({ title: title(no), devices: no + 1 })),
    },
    contradictions: {
      total: contradictions,
      fresh: Math.ceil(contradictions / 3),
      items: times(Math.min(contradictions, 20), (no) => ({
        controlId: `control-${no}`,
        title: title(no),
        declared: 4 as const,
        failing: 3 + no,
        names,
        fresh: no < Math.ceil(contradictions / 3),
      })),
    },
    tasks: { done: 7, made: 5, open: tasks + 4, overdue: tasks, late: dueTasks(Math.min(tasks, 20), own) },
    devices: { active: devices, silent: 3, added: 2 },
    accepted: { total: 9, ending: 3, items: fakeAccepted(3, own) },
    decide: [
      {
        kind: 'contradiction',
        count: 5,
        title: title(0),
        names,
        on: null,
        who: { role: 'administrator', name: `管理 一${own}` },
      },
      {
        kind: 'overdue',
        count: tasks,
        title: title(1),
        names: [],
        on: '2026-10-20',
        who: { role: null, name: `在宅 二${own}` },
      },
      {
        kind: 'accepted_ends',
        count: 3,
        title: title(2),
        names: [`PC-9${own}`],
        on: '2026-11-30',
        who: { role: null, name: null },
      },
    ],
    seal: {
      epoch: 1,
      sealNo: 31,
      sealedAt: '2026-10-31T15:04:00.000Z',
      records: 4182,
      root: '5f3d9c2b7a81e4460d1c2f9b8e7a6d5c4b3a29180716f5e4d3c2b1a09f8e7d6c',
      keyId: 'k1',
    },
  };
}

const dueTasks = (count: number, own: string): FullFigures['tasks'] =>
  times(count, (no) => ({
    title: text(`パソコンのディスクを暗号化する${own}${no}`, `Encrypt the disks ${own} ${no}`),
    dueOn: '2026-10-20',
    overdue: no % 2 === 0,
    assigneeName: no % 3 === 0 ? null : `在宅 二${own}`,
    findingsDone: no,
    findingsTotal: no + 4,
  }));

const fakeAccepted = (count: number, own: string): FullFigures['accepted'] =>
  times(count, (no) => ({
    title: text(`古い基本ソフトを使っていない${own}`, `No operating system is out of support ${own}`),
    label: `検査装置 ${no}${own}`,
    how: 'accepted_until' as const,
    until: '2026-11-30',
    reason: `装置のメーカーが新しい基本ソフトに対応するまで、ネットワークから切り離して使う。${own}`,
    memberName: '社長 三',
  }));

export function fakeReport(size: FakeSize = {}): ReportFigures {
  const { controls = 41, contradictions = 3, tasks = 6, devices = 20, text: own = '' } = size;
  return {
    month: fakeMonth(size),
    full: {
      controls: times(controls, (no) => ({
        controlId: `control-${no}`,
        theme: { id: `theme-${no % 9}`, title: text(`テーマ${no % 9}`, `Theme ${no % 9}`) },
        title: text(`パソコンのディスクを暗号化している${own}${no}`, `Disks are encrypted ${own} ${no}`),
        role: 'administrator' as const,
        importance: 'high' as const,
        declared:
          no % 5 === 0 ? null : { value: no % 4 === 0 ? null : 4, at: '2026-10-02T01:00:00.000Z', by: `管理 一${own}` },
        counts: no % 3 === 0 ? null : { pass: devices - 4, fail: 3, unknown: 1, notApplicable: 0 },
        evidenceAt: no % 3 === 0 ? null : '2026-10-30T23:00:00.000Z',
        failing: no < contradictions ? { count: 3 + no, names: ['PC-1', 'PC-2', `PC-3${own}`] } : null,
      })),
      platforms: [
        { platform: 'windows', active: devices, silent: 2 },
        { platform: 'macos', active: 3, silent: 1 },
        { platform: 'toaster', active: 0, silent: 0 },
      ],
      tasks: dueTasks(Math.min(tasks + 4, 200), own),
      accepted: fakeAccepted(9, own),
    },
  };
}
