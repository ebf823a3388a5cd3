// SPDX-License-Identifier: Apache-2.0
/** Declared beside verified: the counts of a control, and the sentence "you answered yes; these say no". */
import type { ControlSummary } from '../catalog/contract.ts';
import type { ScopedTx } from '../platform/postgres/database.ts';
import type { Contradiction, Counts, Declaration } from './contract.ts';
import type { VerdictCount } from './count-store.ts';
import { failingNames } from './home-store.ts';
import type { DeclarationRow } from './home-store.ts';

const NONE: Counts = { pass: 0, fail: 0, unknown: 0, notApplicable: 0 };
const FIELD = { pass: 'pass', fail: 'fail', unknown: 'unknown', not_applicable: 'notApplicable' } as const;

export function addCounts(left: Counts, right: Counts): Counts {
  return {
    pass: left.pass + right.pass,
    fail: left.fail + right.fail,
    unknown: left.unknown + right.unknown,
    notApplicable: left.notApplicable + right.notApplicable,
  };
}

export function countsByCheck(rows: readonly VerdictCount[]): ReadonlyMap<string, Counts> {
  const byCheck = new Map<string, Counts>();
  for (const { check_id, verdict, devices } of rows) {
    const before = byCheck.get(check_id) ?? NONE;
    byCheck.set(check_id, addCounts(before, { ...NONE, [FIELD[verdict]]: devices }));
  }
  return byCheck;
}

/** null for a control that no machine can verify: "nothing measured" and "nobody can measure" are not the same. */
export function countsOf(control: Pick<ControlSummary, 'checks'>, byCheck: ReadonlyMap<string, Counts>): Counts | null {
  if (control.checks.length === 0) return null;
  return control.checks.map((checkId) => byCheck.get(checkId) ?? NONE).reduce(addCounts, NONE);
}

export function declarationView(row: DeclarationRow, names: ReadonlyMap<string, string>): Declaration {
  return {
    value: row.value,
    note: row.note,
    memberId: row.member_id,
    memberName: names.get(row.member_id) ?? null,
    declaredAt: row.declared_at.toISOString(),
  };
}

interface Answered {
  readonly control: Pick<ControlSummary, 'id' | 'title' | 'checks'>;
  readonly declared: DeclarationRow['value'] | undefined;
  readonly counts: Counts | null;
}

/** Only a plain "yes" can be contradicted ("partly" says itself that some are missing), and only by a fail: unknown is none. */
export async function contradictionsOf(tx: ScopedTx, answered: readonly Answered[]): Promise<Contradiction[]> {
  const found = answered.flatMap(({ control, declared, counts }) =>
    declared === 4 && counts && counts.fail > 0 ? [{ control, declared, failing: counts.fail }] : [],
  );
  if (found.length === 0) return [];
  const names = await failingNames(
    tx,
    found.flatMap(({ control }) => control.checks),
  );
  return found.map(({ control, declared, failing }) => ({
    controlId: control.id,
    title: control.title,
    declared,
    failing,
    names: [...new Set(names.filter((row) => control.checks.includes(row.check_id)).map(({ label }) => label))].slice(
      0,
      3,
    ),
  }));
}
