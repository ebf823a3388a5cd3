-- People, organisations, sign-in. Accounts and sessions are global: a person may belong to several
-- organisations and signs in once. What an organisation knows of its people is tenant data.

CREATE TABLE identity_account (
  account_id uuid PRIMARY KEY,
  email text NOT NULL,
  -- NFKC, lower case: the form that is compared.
  email_key text NOT NULL UNIQUE,
  name text NOT NULL,
  name_kana text NOT NULL DEFAULT '',
  language text NOT NULL CHECK (language IN ('ja', 'en')),
  is_operator boolean NOT NULL DEFAULT false,
  -- argon2id in PHC form.
  password_hash text NOT NULL,
  password_changed_at timestamptz NOT NULL,
  -- Seed of the authenticator app, sealed with the master key.
  totp_sealed bytea,
  -- The last 30-second step that was used: a code works once (RFC 6238 §5.2).
  totp_last_step bigint,
  totp_pending_sealed bytea,
  totp_pending_at timestamptz,
  created_at timestamptz NOT NULL
);
GRANT SELECT, INSERT, UPDATE ON identity_account TO {{app_role}};

CREATE TABLE identity_recovery_code (
  account_id uuid NOT NULL REFERENCES identity_account,
  code_hash bytea NOT NULL CHECK (octet_length(code_hash) = 32),
  created_at timestamptz NOT NULL,
  used_at timestamptz,
  PRIMARY KEY (account_id, code_hash)
);
GRANT SELECT, INSERT, UPDATE, DELETE ON identity_recovery_code TO {{app_role}};

CREATE TABLE identity_session (
  session_id uuid PRIMARY KEY,
  account_id uuid NOT NULL REFERENCES identity_account,
  secret_hash bytea NOT NULL UNIQUE CHECK (octet_length(secret_hash) = 32),
  -- How the person proved who they are: password, password and code, password and recovery code, …
  method text NOT NULL,
  created_at timestamptz NOT NULL,
  last_seen_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL,
  address text NOT NULL,
  user_agent text NOT NULL
);
CREATE INDEX identity_session_by_account ON identity_session (account_id);
CREATE INDEX identity_session_by_expiry ON identity_session (expires_at);
GRANT SELECT, INSERT, UPDATE, DELETE ON identity_session TO {{app_role}};

-- The password was right, the second factor is still to come. Not a session, and never usable as one.
CREATE TABLE identity_pending_sign_in (
  secret_hash bytea PRIMARY KEY CHECK (octet_length(secret_hash) = 32),
  account_id uuid NOT NULL REFERENCES identity_account,
  created_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL,
  tries integer NOT NULL DEFAULT 0
);
CREATE INDEX identity_pending_sign_in_by_expiry ON identity_pending_sign_in (expires_at);
GRANT SELECT, INSERT, UPDATE, DELETE ON identity_pending_sign_in TO {{app_role}};

-- Browsers a person signed in with before (a long-lived cookie of their own, kept hashed).
CREATE TABLE identity_known_browser (
  account_id uuid NOT NULL REFERENCES identity_account,
  browser_hash bytea NOT NULL CHECK (octet_length(browser_hash) = 32),
  first_seen_at timestamptz NOT NULL,
  last_seen_at timestamptz NOT NULL,
  PRIMARY KEY (account_id, browser_hash)
);
GRANT SELECT, INSERT, UPDATE, DELETE ON identity_known_browser TO {{app_role}};

-- The person's own sign-in history.
CREATE TABLE identity_sign_in (
  account_id uuid NOT NULL REFERENCES identity_account,
  sign_in_id uuid NOT NULL,
  at timestamptz NOT NULL,
  outcome text NOT NULL CHECK (outcome IN ('signed_in', 'wrong_password', 'wrong_code', 'password_reset')),
  method text,
  address text NOT NULL,
  user_agent text NOT NULL,
  new_browser boolean NOT NULL,
  PRIMARY KEY (account_id, sign_in_id)
);
CREATE INDEX identity_sign_in_by_time ON identity_sign_in (at);
GRANT SELECT, INSERT, DELETE ON identity_sign_in TO {{app_role}};

-- Counters of failed attempts, keyed by SHA-256 of what is counted (no addresses or names in the clear).
CREATE TABLE identity_attempt (
  bucket bytea PRIMARY KEY CHECK (octet_length(bucket) = 32),
  failures integer NOT NULL,
  last_at timestamptz NOT NULL,
  blocked_until timestamptz
);
CREATE INDEX identity_attempt_by_time ON identity_attempt (last_at);
GRANT SELECT, INSERT, UPDATE, DELETE ON identity_attempt TO {{app_role}};

-- One-hour links that set a new password, made on the server's command line.
CREATE TABLE identity_reset (
  token_hash bytea PRIMARY KEY CHECK (octet_length(token_hash) = 32),
  account_id uuid NOT NULL REFERENCES identity_account,
  created_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL,
  clears_totp boolean NOT NULL
);
CREATE INDEX identity_reset_by_account ON identity_reset (account_id);
GRANT SELECT, INSERT, DELETE ON identity_reset TO {{app_role}};

-- Index only: in which organisations to look for a person. Rights are in the tenant tables below.
CREATE TABLE identity_membership (
  account_id uuid NOT NULL REFERENCES identity_account,
  org_id uuid NOT NULL,
  kind text NOT NULL CHECK (kind IN ('member', 'grant')),
  PRIMARY KEY (account_id, org_id, kind)
);
GRANT SELECT, INSERT, DELETE ON identity_membership TO {{app_role}};

CREATE TABLE identity_org (
  org_id uuid PRIMARY KEY,
  name text NOT NULL,
  name_kana text NOT NULL DEFAULT '',
  industry text NOT NULL,
  size_band text NOT NULL,
  time_zone text NOT NULL DEFAULT 'Asia/Tokyo',
  created_at timestamptz NOT NULL
);
SELECT platform_tenant_table('identity_org');

CREATE TABLE identity_member (
  org_id uuid NOT NULL REFERENCES identity_org,
  member_id uuid NOT NULL,
  account_id uuid NOT NULL REFERENCES identity_account,
  name text NOT NULL,
  name_kana text NOT NULL DEFAULT '',
  roles text[] NOT NULL CHECK (roles <@ ARRAY['executive', 'administrator', 'teleworker']),
  joined_at timestamptz NOT NULL,
  -- A row of somebody who left stays: what they did names them. It has no roles.
  left_at timestamptz,
  PRIMARY KEY (org_id, member_id),
  UNIQUE (org_id, account_id),
  CHECK ((left_at IS NULL) = (cardinality(roles) > 0))
);
SELECT platform_tenant_table('identity_member');

CREATE TABLE identity_invite (
  org_id uuid NOT NULL REFERENCES identity_org,
  invite_id uuid NOT NULL,
  token_hash bytea NOT NULL CHECK (octet_length(token_hash) = 32),
  roles text[] NOT NULL CHECK (cardinality(roles) > 0 AND roles <@ ARRAY['executive', 'administrator', 'teleworker']),
  name text NOT NULL,
  name_kana text NOT NULL DEFAULT '',
  email text,
  language text NOT NULL CHECK (language IN ('ja', 'en')),
  created_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL,
  accepted_at timestamptz,
  accepted_member_id uuid,
  revoked_at timestamptz,
  PRIMARY KEY (org_id, invite_id),
  FOREIGN KEY (org_id, accepted_member_id) REFERENCES identity_member (org_id, member_id)
);
SELECT platform_tenant_table('identity_invite');

-- Staff of the operator whom the organisation let in.
CREATE TABLE identity_grant (
  org_id uuid NOT NULL REFERENCES identity_org,
  grant_id uuid NOT NULL,
  account_id uuid NOT NULL REFERENCES identity_account,
  roles text[] NOT NULL CHECK (cardinality(roles) > 0 AND roles <@ ARRAY['watcher', 'responder']),
  granted_at timestamptz NOT NULL,
  revoked_at timestamptz,
  PRIMARY KEY (org_id, grant_id)
);
CREATE UNIQUE INDEX identity_grant_in_force ON identity_grant (org_id, account_id) WHERE revoked_at IS NULL;
SELECT platform_tenant_table('identity_grant');
