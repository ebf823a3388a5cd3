-- Helpers that make every tenant table the same, and the installation's own tables.

-- Turns a table into a tenant table: forced row-level security on org_id, and the app role's grants.
-- The policy reads a setting that only SET LOCAL sets (one transaction, one organisation).
CREATE FUNCTION platform_tenant_table(target regclass) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', target);
  EXECUTE format('ALTER TABLE %s FORCE ROW LEVEL SECURITY', target);
  EXECUTE format(
    'CREATE POLICY tenant ON %s USING (org_id = nullif(current_setting(''sonae.org_id'', true), '''')::uuid) '
    'WITH CHECK (org_id = nullif(current_setting(''sonae.org_id'', true), '''')::uuid)', target);
  EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %s TO {{app_role}}', target);
END $$;

CREATE FUNCTION platform_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
END $$;

-- Rows may be added and read, never changed or removed, not even by the owner.
CREATE FUNCTION platform_append_only(target regclass) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  EXECUTE format('REVOKE UPDATE, DELETE, TRUNCATE ON %s FROM {{app_role}}', target);
  EXECUTE format(
    'CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON %s FOR EACH ROW EXECUTE FUNCTION platform_refuse_change()', target);
  EXECUTE format(
    'CREATE TRIGGER append_only_truncate BEFORE TRUNCATE ON %s FOR EACH STATEMENT EXECUTE FUNCTION platform_refuse_change()', target);
END $$;

-- One row: this installation.
CREATE TABLE platform_installation (
  one boolean PRIMARY KEY DEFAULT true CHECK (one),
  installation_id uuid NOT NULL,
  created_at timestamptz NOT NULL,
  -- SHA-256 of the one-time setup token; null once the first administrator exists.
  setup_hash bytea CHECK (octet_length(setup_hash) = 32),
  -- A known text sealed with the master key: tells a wrong key from damaged data.
  master_key_canary bytea
);
GRANT SELECT, INSERT, UPDATE ON platform_installation TO {{app_role}};
GRANT SELECT ON platform_migration TO {{app_role}};

-- Secrets of the installation (CA key, signing key), sealed with the master key.
CREATE TABLE platform_secret (
  name text PRIMARY KEY,
  sealed bytea NOT NULL,
  public_part bytea,
  created_at timestamptz NOT NULL
);
GRANT SELECT, INSERT, UPDATE, DELETE ON platform_secret TO {{app_role}};

-- What people with rights did, per organisation.
CREATE TABLE platform_audit (
  org_id uuid NOT NULL,
  audit_id uuid NOT NULL,
  at timestamptz NOT NULL,
  actor text NOT NULL,
  action text NOT NULL,
  subject text,
  address text,
  detail jsonb NOT NULL DEFAULT '{}',
  PRIMARY KEY (org_id, audit_id)
);
SELECT platform_tenant_table('platform_audit');
SELECT platform_append_only('platform_audit');
CREATE INDEX platform_audit_by_time ON platform_audit (org_id, at DESC, audit_id DESC);

-- The same for the installation itself (operators, organisations made, keys rotated).
CREATE TABLE platform_audit_installation (
  audit_id uuid PRIMARY KEY,
  at timestamptz NOT NULL,
  actor text NOT NULL,
  action text NOT NULL,
  subject text,
  address text,
  detail jsonb NOT NULL DEFAULT '{}'
);
GRANT SELECT, INSERT ON platform_audit_installation TO {{app_role}};
SELECT platform_append_only('platform_audit_installation');
