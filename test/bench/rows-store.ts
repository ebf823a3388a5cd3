// SPDX-License-Identifier: Apache-2.0
/** Many rows in real tables, as an installation of years has them: installed software above all, then the ledger. */
import type pg from 'pg';

/** 100 programs of 300 on each device; a ledger of a tenth of the rows, and its payloads. */
export async function multiplyRows(superuser: pg.Client, orgId: string, rows: number): Promise<void> {
  const leaves = Math.floor(rows / 10);
  const installed = rows - 2 * leaves;
  const uuid = (text: string): string => `md5(${text})::uuid`;
  await superuser.query('SET synchronous_commit = off');
  await superuser.query(
    `INSERT INTO endpoints_installed (org_id, device_id, source, software_key)
     SELECT $1::uuid, ${uuid(`'device' || n / 100`)}, 'glpi', ${uuid(`'software' || (n % 100) + (n / 100) % 200`)}
     FROM generate_series(1, $2::int) AS n ON CONFLICT DO NOTHING`,
    [orgId, installed],
  );
  await superuser.query(
    `INSERT INTO assess_epoch (org_id, epoch, started_at, reason) VALUES ($1, 1, now(), 'first') ON CONFLICT DO NOTHING`,
    [orgId],
  );
  await superuser.query(
    `INSERT INTO assess_leaf (org_id, leaf_id, epoch, kind, leaf_hash, recorded_at, seal_no, position, chain_hash)
     SELECT $1::uuid, ${uuid(`'leaf' || n`)}, 1, 'verdict', sha256(n::text::bytea), now(), 1, n, sha256(('c' || n)::bytea)
     FROM generate_series(1, $2::int) AS n`,
    [orgId, leaves],
  );
  await superuser.query(
    `INSERT INTO assess_leaf_payload (org_id, leaf_id, salt, payload)
     SELECT $1::uuid, ${uuid(`'leaf' || n`)}, substr(sha256(n::text::bytea), 1, 16),
            format('{"check":"disk_encryption","kind":"verdict","observed":{"disks":"C: %s"},"verdict":"pass"}', n)
     FROM generate_series(1, $2::int) AS n`,
    [orgId, leaves],
  );
}
