// SPDX-License-Identifier: Apache-2.0
/** The wall between organisations as PostgreSQL's own catalogue tells it. Each fault is one readable line. */
import pg from 'pg';

/** Tables that hold no organisation's data, each with the reason why it may be global. */
export const GLOBAL_TABLES: Readonly<Record<string, string>> = {
  platform_migration: 'which steps of the schema were applied',
  platform_installation: 'one row: this installation',
  platform_secret: 'keys of the installation, sealed with the master key',
  platform_audit_installation: 'deeds about the installation itself',
  platform_organisation: 'index only: which organisations there are, so that a backup misses none',
  platform_backup_run: 'backups and drills of the installation',
  identity_account: 'a person may belong to several organisations and signs in once (DESIGN §7.2)',
  identity_recovery_code: 'of an account',
  identity_session: 'of an account',
  identity_pending_sign_in: 'of an account',
  identity_known_browser: 'of an account',
  identity_sign_in: 'of an account: the person’s own history',
  identity_attempt: 'counters keyed by hashes',
  identity_reset: 'of an account',
  identity_passkey: 'of an account',
  identity_passkey_answered: 'hashes of challenges that were answered',
  identity_provider_door: 'index only: to which organisation a sign-in provider belongs; what it is, is tenant data',
  govern_public_slug: 'index only: whose public page an address shows; the page is tenant data',
  notify_operator_notice: 'which notices about the installation an operator was told',
  identity_membership: 'index only: in which organisations to look for a person; the rights are tenant data',
};

interface Question {
  readonly name: string;
  /** Rows with one column `fault`; none = good. $1 the app role, $2 the global tables. */
  readonly sql: string;
}

/** Written for many organisations at once; holds ids and times only. */
const SEEN = 'endpoints_osquery_seen';

const TABLES = `SELECT oid, relname FROM pg_class
  WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') AND NOT relname = ANY ($2::text[])`;

const QUESTIONS: readonly Question[] = [
  {
    name: 'every table is an organisation’s or is listed as global',
    sql: `SELECT relname || ' has no org_id' AS fault FROM (${TABLES}) own
          WHERE NOT EXISTS (SELECT FROM pg_attribute WHERE attrelid = own.oid AND attname = 'org_id' AND attnotnull
                            AND atttypid = 'uuid'::regtype)`,
  },
  {
    name: 'every global table that is listed exists',
    sql: `SELECT name || ' is listed and does not exist' AS fault FROM unnest($2::text[]) AS listed (name)
          WHERE to_regclass('public.' || name) IS NULL`,
  },
  {
    name: 'org_id comes first in every primary key and unique index',
    sql: `SELECT own.relname || ': ' || index.indexrelid::regclass AS fault FROM (${TABLES}) own
          JOIN pg_index index ON index.indrelid = own.oid AND index.indisunique
          LEFT JOIN pg_attribute first ON first.attrelid = own.oid AND first.attnum = index.indkey[0]
          WHERE first.attname IS DISTINCT FROM 'org_id'`,
  },
  {
    name: 'every table has a primary key',
    sql: `SELECT own.relname || ' has none' AS fault FROM (${TABLES}) own
          WHERE NOT EXISTS (SELECT FROM pg_index WHERE indrelid = own.oid AND indisprimary)`,
  },
  {
    name: 'org_id is in every foreign key between tables of organisations',
    sql: `SELECT held.conname || ' of ' || own.relname AS fault FROM (${TABLES}) own
          JOIN pg_constraint held ON held.conrelid = own.oid AND held.contype = 'f'
          JOIN (${TABLES}) target ON target.oid = held.confrelid
          WHERE NOT EXISTS (
            SELECT FROM unnest(held.conkey, held.confkey) AS pair (here, there)
            JOIN pg_attribute a ON a.attrelid = held.conrelid AND a.attnum = here AND a.attname = 'org_id'
            JOIN pg_attribute b ON b.attrelid = held.confrelid AND b.attnum = there AND b.attname = 'org_id')`,
  },
  {
    name: 'row-level security is on and forced',
    sql: `SELECT relname || CASE WHEN relrowsecurity THEN ' is not forced' ELSE ' is off' END AS fault FROM pg_class
          WHERE oid IN (SELECT oid FROM (${TABLES}) own) AND NOT (relrowsecurity AND relforcerowsecurity)`,
  },
  {
    // One permissive policy for all commands. A second permissive one would be joined by OR and could open a door.
    name: 'one policy holds for every command, and compares org_id with the setting of this transaction',
    sql: `SELECT own.relname || ': ' || count(policy.oid) || ' policies' AS fault FROM (${TABLES}) own
          LEFT JOIN pg_policy policy ON policy.polrelid = own.oid
          GROUP BY own.relname
          HAVING count(*) FILTER (WHERE polcmd = '*' AND polpermissive AND polroles = '{0}'
              AND pg_get_expr(polqual, polrelid) = $3 AND pg_get_expr(polwithcheck, polrelid) = $3) <> 1
            OR count(policy.oid) <> CASE own.relname WHEN '${SEEN}' THEN 4 ELSE 1 END`,
  },
  {
    name: 'the one way across organisations adds and renews times of polls, and does nothing else',
    sql: `SELECT relname || ': ' || polname AS fault FROM pg_policy JOIN pg_class ON pg_class.oid = polrelid
          WHERE relname = '${SEEN}' AND polname <> 'tenant'
            AND (polcmd NOT IN ('r', 'a', 'w') OR NOT polpermissive
              OR coalesce(pg_get_expr(polqual, polrelid), $4) <> $4
              OR coalesce(pg_get_expr(polwithcheck, polrelid), $4) <> $4)
          UNION ALL
          SELECT '${SEEN} holds more than ids and times: ' || attname FROM pg_attribute
          WHERE attrelid = 'public.${SEEN}'::regclass AND attnum > 0 AND NOT attisdropped
            AND attname NOT IN ('org_id', 'device_id', 'seen_at')`,
  },
  {
    name: 'nothing is granted on a partition: the parent’s policy would not hold there',
    sql: `SELECT relname || ' has its own grants' AS fault FROM pg_class,
            LATERAL aclexplode(relacl) AS given
          WHERE relispartition AND given.grantee <> relowner`,
  },
  {
    name: 'nothing is granted to everybody',
    sql: `SELECT relname || ' is open to PUBLIC' AS fault FROM pg_class, LATERAL aclexplode(relacl) AS given
          WHERE relnamespace = 'public'::regnamespace AND given.grantee = 0`,
  },
  {
    name: 'the app role may read and write rows, and nothing else',
    sql: `SELECT relname || ': ' || given.privilege_type AS fault FROM pg_class, LATERAL aclexplode(relacl) AS given
          WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') AND relowner <> given.grantee
            AND given.grantee = (SELECT oid FROM pg_roles WHERE rolname = $1)
            AND given.privilege_type NOT IN ('SELECT', 'INSERT', 'UPDATE', 'DELETE')`,
  },
  {
    name: 'no view and no function acts with another’s rights',
    sql: `SELECT relname || ' is a view' AS fault FROM pg_class
          WHERE relnamespace = 'public'::regnamespace AND relkind IN ('v', 'm')
            AND NOT coalesce('security_invoker=true' = ANY (reloptions), false)
          UNION ALL
          SELECT proname || ' is SECURITY DEFINER' FROM pg_proc WHERE pronamespace = 'public'::regnamespace AND prosecdef`,
  },
  {
    name: 'the app role cannot rise above the wall',
    sql: `SELECT rolname || ' has too many powers' AS fault FROM pg_roles
          WHERE rolname = $1 AND (rolsuper OR rolbypassrls OR rolcreaterole OR rolcreatedb OR rolreplication)
          UNION ALL
          SELECT rolname || ' is a member of ' || roleid::regrole FROM pg_auth_members
          JOIN pg_roles ON pg_roles.oid = member WHERE rolname = $1`,
  },
];

const OWNS: Question = {
  name: 'the app role owns nothing',
  sql: `SELECT 'owns ' || classid::regclass || ' ' || objid AS fault FROM pg_shdepend
        WHERE refobjid = (SELECT oid FROM pg_roles WHERE rolname = $1) AND deptype = 'o'`,
};

/** As PostgreSQL prints the condition that `platform_tenant_table` writes. */
const CONDITION = `(org_id = (NULLIF(current_setting('sonae.org_id'::text, true), ''::text))::uuid)`;

const INGEST = `(current_setting('sonae.ingest'::text, true) = 'osquery_seen'::text)`;

/** PostgreSQL refuses a value that no place asks for: the places that are used are numbered anew. */
function numbered(sql: string, given: readonly unknown[]): { text: string; values: unknown[] } {
  const used = given.flatMap((value, index) => (sql.includes(`$${index + 1}`) ? [{ place: index + 1, value }] : []));
  const text = sql.replaceAll(
    /\$(\d)/g,
    (_whole, place: string) => `$${used.findIndex((one) => one.place === Number(place)) + 1}`,
  );
  return { text, values: used.map(({ value }) => value) };
}

/**
 * Faults by question; empty when the wall stands. `sameRole`: the product runs as the role that owns the tables, as on
 * an external PostgreSQL with one login; FORCE holds it back all the same.
 */
export async function catalogueFaults(
  connection: pg.ClientConfig,
  { appRole, sameRole = false }: { appRole: string; sameRole?: boolean },
): Promise<string[]> {
  const client = new pg.Client(connection);
  await client.connect();
  try {
    const faults: string[] = [];
    for (const { name, sql } of sameRole ? QUESTIONS : [...QUESTIONS, OWNS]) {
      const { rows } = await client.query<{ fault: string }>(
        numbered(sql, [appRole, Object.keys(GLOBAL_TABLES), CONDITION, INGEST]),
      );
      faults.push(...rows.map(({ fault }) => `${name}: ${fault}`));
    }
    return faults;
  } finally {
    await client.end();
  }
}
