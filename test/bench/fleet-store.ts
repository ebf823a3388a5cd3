// SPDX-License-Identifier: Apache-2.0
/**
 * Multiplies devices that really reported by copying their rows with new ids, set by set in the database: sending
 * 10,000 inventories would take ten minutes and leave the same rows. Copied is everything that pages read: devices,
 * identities, reports, facts, subjects, verdicts, findings and their places in tasks. Not copied: installed software
 * (read only on one device's page) and ledger leaves (not read by these pages at all).
 */

/** A new id for a copied row, the same for every table that names the row, and a UUID by its form (version 4). */
const idOf = (column: string, copy: number): string => {
  const hash = `md5(${column}::text || ':${copy}')`;
  return `(substr(${hash}, 1, 12) || '4' || substr(${hash}, 14, 3) || '8' || substr(${hash}, 18))::uuid`;
};

interface CopiedTable {
  readonly table: string;
  /** Columns that get another value in the copy. */
  readonly changed: (copy: number) => Readonly<Record<string, string>>;
}

const device = (copy: number): Record<string, string> => ({ device_id: idOf('device_id', copy) });
const subject = (copy: number): Record<string, string> => ({ subject_id: idOf('subject_id', copy) });
const finding = (copy: number): Record<string, string> => ({ finding_id: idOf('finding_id', copy) });
const named = (column: string, copy: number): Record<string, string> => ({ [column]: `${column} || '-${copy}'` });

const TABLES: readonly CopiedTable[] = [
  {
    table: 'endpoints_device',
    changed: (copy) => ({ ...device(copy), ...named('hostname', copy), ...named('search_key', copy) }),
  },
  { table: 'endpoints_identity', changed: (copy) => ({ ...device(copy), ...named('value', copy) }) },
  { table: 'endpoints_report', changed: device },
  { table: 'endpoints_fact', changed: device },
  { table: 'assess_subject', changed: (copy) => ({ ...subject(copy), ...named('label', copy) }) },
  { table: 'assess_subject_source', changed: subject },
  { table: 'assess_verdict_source', changed: subject },
  { table: 'assess_verdict_current', changed: subject },
  { table: 'assess_finding', changed: (copy) => ({ ...finding(copy), ...named('dedupe_key', copy) }) },
  { table: 'assess_finding_target', changed: (copy) => ({ ...finding(copy), ...subject(copy) }) },
  { table: 'assess_task_finding', changed: finding },
];

type Query = <Row extends Record<string, unknown>>(text: string) => Promise<Row[]>;

async function columnsOf(query: Query, table: string): Promise<string[]> {
  const rows = await query<{ column_name: string }>(`
    SELECT column_name FROM information_schema.columns
    WHERE table_schema = 'public' AND table_name = '${table}' AND is_generated = 'NEVER' ORDER BY ordinal_position`);
  return rows.map((row) => row.column_name);
}

/** Afterwards there are `copies + 1` times as many devices. */
export async function multiplyDevices(query: Query, copies: number): Promise<void> {
  const statements: string[] = [];
  for (const { table, changed } of TABLES) {
    const columns = await columnsOf(query, table);
    statements.push(`CREATE TEMP TABLE original ON COMMIT DROP AS SELECT * FROM ${table}`);
    for (let copy = 1; copy <= copies; copy += 1) {
      const values = changed(copy);
      const selected = columns.map((column) => values[column] ?? column);
      statements.push(`INSERT INTO ${table} (${columns.join(', ')}) SELECT ${selected.join(', ')} FROM original`);
    }
    statements.push('DROP TABLE original');
  }
  // Each task counts its findings itself (task-store.ts); the copies must be counted too.
  statements.push(`
    UPDATE assess_task task SET findings_open = counted.open, findings_total = counted.total
    FROM (SELECT org_id, task_id, count(*) FILTER (WHERE open) AS open, count(*) AS total
          FROM assess_task_finding GROUP BY org_id, task_id) counted
    WHERE task.org_id = counted.org_id AND task.task_id = counted.task_id`);
  await query(`BEGIN; ${statements.join('; ')}; COMMIT`);
  // What the job `assess.fold_counts` and autovacuum do within a minute of such a change.
  await query(`
    WITH removed AS (DELETE FROM assess_verdict_change RETURNING org_id, check_id, verdict, reason, devices)
    INSERT INTO assess_verdict_change (org_id, change_id, check_id, verdict, reason, devices)
    SELECT org_id, gen_random_uuid(), check_id, verdict, reason, sum(devices)
    FROM removed GROUP BY org_id, check_id, verdict, reason HAVING sum(devices) <> 0`);
  await query('VACUUM ANALYZE');
}
