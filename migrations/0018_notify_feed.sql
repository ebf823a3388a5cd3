-- A person's own feed (Atom) of tasks: one secret address each, of which only the hash is kept.
CREATE TABLE notify_feed (
  org_id uuid NOT NULL,
  member_id uuid NOT NULL,
  secret_hash bytea NOT NULL CHECK (octet_length(secret_hash) = 32),
  -- Made before the person joined (again): ended by their leaving.
  created_at timestamptz NOT NULL,
  last_read_at timestamptz,
  PRIMARY KEY (org_id, member_id),
  FOREIGN KEY (org_id, member_id) REFERENCES identity_member (org_id, member_id)
);
SELECT platform_tenant_table('notify_feed');

-- Operators belong to no organisation: what stands about the whole installation is told to each once until it recovers.
-- `next_at` is null when no try is left: it was told, or could not be.
CREATE TABLE notify_operator_notice (
  account_id uuid NOT NULL REFERENCES identity_account (account_id) ON DELETE CASCADE,
  standing_key text NOT NULL,
  since timestamptz NOT NULL,
  attempts smallint NOT NULL DEFAULT 0,
  next_at timestamptz,
  PRIMARY KEY (account_id, standing_key)
);
GRANT SELECT, INSERT, UPDATE, DELETE ON notify_operator_notice TO {{app_role}};
