// SPDX-License-Identifier: Apache-2.0
/** What a bench says: one figure, beside its goal where the project has set one. */
export interface Figure {
  readonly group: string;
  readonly id: string;
  readonly value: number;
  readonly unit: string;
  /** The value may be this at most (or at least, for counts of what must not be lost); null: for information. */
  readonly goal: number | null;
  /** null where there is no goal. */
  readonly met: boolean | null;
}

const round = (value: number): number => (Math.abs(value) >= 100 ? Math.round(value) : Math.round(value * 100) / 100);

export interface Measured {
  readonly id: string;
  readonly value: number;
  readonly unit: string;
}

/** A figure that is met when it stays below or at its goal. */
export const atMost = (group: string, { id, value, unit }: Measured, goal: number): Figure => ({
  group,
  id,
  value: round(value),
  unit,
  goal,
  met: value <= goal,
});

/** A figure that is met when it reaches its goal. */
export const atLeast = (group: string, { id, value, unit }: Measured, goal: number): Figure => ({
  group,
  id,
  value: round(value),
  unit,
  goal,
  met: value >= goal,
});

/** A count that must be exactly this: what was acknowledged is there, and nothing twice. */
export const exactly = (group: string, { id, value, unit }: Measured, goal: number): Figure => ({
  group,
  id,
  value,
  unit,
  goal,
  met: value === goal,
});

export const forInformation = (group: string, { id, value, unit }: Measured): Figure => ({
  group,
  id,
  value: round(value),
  unit,
  goal: null,
  met: null,
});

/** The value below which this share of the sorted values lies (nearest rank). */
export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((left, right) => left - right);
  return sorted[Math.min(sorted.length - 1, Math.max(0, Math.ceil(sorted.length * share) - 1))] ?? Number.NaN;
}

export const median = (values: readonly number[]): number => percentile(values, 0.5);

const MET = { true: 'yes', false: 'NO', null: '' } as const;

export function table(figures: readonly Figure[]): string {
  const head = ['group', 'figure', 'value', 'unit', 'goal', 'met'];
  const rows = figures.map(({ group, id, value, unit, goal, met }) => [
    group,
    id,
    String(value),
    unit,
    goal === null ? '' : String(goal),
    MET[`${met}`],
  ]);
  const widths = head.map((name, column) => Math.max(name.length, ...rows.map((row) => row[column]?.length ?? 0)));
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, column) =>
        column === 2 || column === 4 ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0),
      )
      .join('  ')
      .trimEnd();
  return [line(head), line(widths.map((width) => '-'.repeat(width))), ...rows.map(line)].join('\n');
}
