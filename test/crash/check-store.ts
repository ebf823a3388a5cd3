// SPDX-License-Identifier: Apache-2.0
/** Looks into the tables as PostgreSQL's superuser: for what is missing, for what is there twice, for broken links. */
import type pg from 'pg';
import type { Kind } from './book.ts';

/** Marks in the database, with repeats. $1: the marks that are looked for. */
const WHERE: Readonly<Record<Kind, string>> = {
  declaration: `
    SELECT note AS mark FROM assess_declaration declared
    JOIN assess_leaf leaf ON leaf.org_id = declared.org_id AND leaf.leaf_id = declared.leaf_id
    WHERE note = ANY($1)`,
  credential: 'SELECT label AS mark FROM endpoints_credential WHERE label = ANY($1)',
  hand_on: `SELECT detail ->> 'note' AS mark FROM assess_task_event WHERE kind = 'handed_on' AND detail ->> 'note' = ANY($1)`,
  invitation: 'SELECT name AS mark FROM identity_invite WHERE name = ANY($1)',
  node: 'SELECT node_id::text AS mark FROM endpoints_osquery_node WHERE node_id = ANY($1::uuid[])',
  line: `
    SELECT mark FROM (SELECT line::jsonb ->> 'message' AS mark FROM endpoints_osquery_line WHERE kind = 'status') lines
    WHERE mark = ANY($1)`,
  inventory: 'SELECT hostname AS mark FROM endpoints_device WHERE hostname = ANY($1)',
};

export interface Counted {
  readonly missing: readonly string[];
  readonly twice: readonly string[];
}

/** `promised` must be there once; `unsure` at most once. */
export async function countMarks(
  client: pg.Client,
  kind: Kind,
  { promised, unsure }: { promised: readonly string[]; unsure: readonly string[] },
): Promise<Counted> {
  const wanted = [...new Set([...promised, ...unsure])];
  if (wanted.length === 0) return { missing: [], twice: [] };
  const { rows } = await client.query<{ mark: string; times: number }>(
    `SELECT mark, count(*)::int AS times FROM (${WHERE[kind]}) found GROUP BY mark`,
    [wanted],
  );
  const times = new Map(rows.map((row) => [row.mark, row.times]));
  return {
    missing: [...new Set(promised)].filter((mark) => !times.has(mark)),
    twice: wanted.filter((mark) => (times.get(mark) ?? 0) > 1),
  };
}

/** Each of these finds what must never be; the name says what it would mean. */
const FAULTS: Readonly<Record<string, string>> = {
  'a task twice': `
    SELECT task_key AS what FROM assess_task WHERE state = 'open' GROUP BY org_id, task_key HAVING count(*) > 1`,
  'a finding twice': 'SELECT dedupe_key AS what FROM assess_finding GROUP BY org_id, dedupe_key HAVING count(*) > 1',
  'two tasks of today for one person': `
    SELECT member_id::text AS what FROM assess_today GROUP BY org_id, member_id, day HAVING count(*) > 1`,
  'a finding that waits for two tasks': `
    SELECT finding_id::text AS what FROM assess_task_finding link
    JOIN assess_task task USING (org_id, task_id)
    WHERE link.open AND task.state = 'open' GROUP BY org_id, finding_id HAVING count(*) > 1`,
  'a task that counts its findings wrongly': `
    SELECT task_id::text AS what FROM assess_task task
    WHERE findings_open <> (SELECT count(*) FROM assess_task_finding link
                            WHERE link.org_id = task.org_id AND link.task_id = task.task_id AND link.open)`,
  'an open finding without a task': `
    SELECT finding.finding_id::text AS what FROM assess_finding finding
    WHERE state = 'open' AND control_id IS NOT NULL AND NOT EXISTS (
      SELECT FROM assess_task_finding link WHERE link.org_id = finding.org_id AND link.finding_id = finding.finding_id)`,
  'a verdict without its evidence': `
    SELECT leaf_id::text AS what FROM assess_verdict_current
    WHERE NOT EXISTS (SELECT FROM assess_leaf leaf
                      WHERE leaf.org_id = assess_verdict_current.org_id AND leaf.leaf_id = assess_verdict_current.leaf_id)`,
  'a count that is not what is there': `
    SELECT check_id || ' ' || verdict AS what
    FROM (SELECT org_id, check_id, verdict, reason, 1 AS devices FROM assess_verdict_current
          UNION ALL SELECT org_id, check_id, verdict, reason, -devices FROM assess_verdict_change) sides
    GROUP BY org_id, check_id, verdict, reason HAVING sum(devices) <> 0`,
  'evidence without its words': `
    SELECT leaf_id::text AS what FROM assess_leaf
    WHERE NOT EXISTS (SELECT FROM assess_leaf_payload payload
                      WHERE payload.org_id = assess_leaf.org_id AND payload.leaf_id = assess_leaf.leaf_id)`,
  'a gap in the chain': `
    SELECT org_id::text AS what FROM assess_leaf WHERE position IS NOT NULL GROUP BY org_id, epoch
    HAVING count(*) <> max(position) - min(position) + 1 OR count(DISTINCT position) <> count(*)`,
  'the same report as evidence twice': `
    SELECT min(payload) AS what FROM assess_leaf_payload payload JOIN assess_leaf leaf USING (org_id, leaf_id)
    WHERE leaf.kind = 'verdict' GROUP BY org_id, md5(payload) HAVING count(*) > 1`,
  'two keys in force for one osquery agent': `
    SELECT device_id::text AS what FROM endpoints_osquery_node WHERE revoked_at IS NULL
    GROUP BY org_id, device_id HAVING count(*) > 1`,
  'one machine as two devices': `
    SELECT value AS what FROM endpoints_identity JOIN endpoints_device USING (org_id, device_id)
    WHERE kind IN ('bios_uuid', 'agent_id') AND state <> 'gone' GROUP BY org_id, kind, value HAVING count(*) > 1`,
};

const SHOWN = 3;

/** Sentences about what must never be; none when all is well. */
export async function findFaults(client: pg.Client): Promise<readonly string[]> {
  const faults: string[] = [];
  for (const [name, query] of Object.entries(FAULTS)) {
    const { rows } = await client.query<{ what: string }>(query);
    if (rows.length > 0) {
      const some = rows.slice(0, SHOWN).map(({ what }) => what.slice(0, 200));
      faults.push(`${name}: ${rows.length} (${some.join(', ')})`);
    }
  }
  return faults;
}

/** Jobs that a worker holds which was dead before `since`. */
export async function stuckJobs(client: pg.Client, since: Date): Promise<readonly string[]> {
  const { rows } = await client.query<{ what: string }>(
    'SELECT task_identifier AS what FROM graphile_worker.jobs WHERE locked_at < $1',
    [since],
  );
  return rows.map(({ what }) => what);
}
