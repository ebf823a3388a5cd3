// SPDX-License-Identifier: Apache-2.0
/** A table that breaks the agent where its feature is missing is not even begun there: read in SQLite's own program. */
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, test } from 'vitest';
import { NEWEST_KNOWN } from './tables.ts';
import { queriesFor } from './queries.ts';

/** Virtual tables, as osquery's are: SQLite fills one only by VFilter. FTS5 is the one at hand. */
const VIRTUAL = {
  windows_optional_features: 'name, state',
  logical_drives: 'device_id, description, file_system, boot_partition',
  bitlocker_info: 'drive_letter, protection_status, conversion_status, encryption_method, lock_status',
  registry: 'key, name, type, data',
  services: 'name, status, start_type',
  windows_security_center: 'firewall, antivirus',
  windows_security_products: 'type, name, state, signatures_up_to_date',
};

function planOf(name: string): string[] {
  const database = new DatabaseSync(':memory:');
  for (const [table, columns] of Object.entries(VIRTUAL)) {
    database.exec(`CREATE VIRTUAL TABLE ${table} USING fts5(${columns})`);
  }
  const sql =
    queriesFor({ platform: 'windows', version: NEWEST_KNOWN }).find((query) => query.name === name)?.sql ?? '';
  const steps = database.prepare(`EXPLAIN QUERY PLAN ${sql}`).all();
  database.close();
  return steps.map((step) => String(step['detail']));
}

describe('what stands first in the plan is the outer loop', () => {
  test('BitLocker’s volumes come after the look at the feature', () => {
    const plan = planOf('sonae_disks');
    const volumes = plan.findIndex((step) => step.startsWith('SCAN v '));
    expect(volumes).toBeGreaterThan(0);
    expect(plan[volumes - 1]).toBe('SCAN guard');
  });

  test('security products come after the kind of Windows', () => {
    const plan = planOf('sonae_antivirus');
    const products = plan.findIndex((step) => step.startsWith('SCAN p '));
    expect(products).toBeGreaterThan(0);
    expect(plan[products - 1]).toMatch(/^SCAN r /);
  });
});
