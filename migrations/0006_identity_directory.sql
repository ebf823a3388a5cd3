-- People as an organisation's own directory (Microsoft Entra ID, Okta …) tells them to us over SCIM 2.0 (RFC 7643, 7644).

-- What the directory presents. Shown once, kept as SHA-256.
CREATE TABLE identity_directory_token (
  org_id uuid NOT NULL REFERENCES identity_org,
  token_id uuid NOT NULL,
  secret_hash bytea NOT NULL CHECK (octet_length(secret_hash) = 32),
  label text NOT NULL,
  created_at timestamptz NOT NULL,
  last_used_at timestamptz,
  revoked_at timestamptz,
  PRIMARY KEY (org_id, token_id)
);
SELECT platform_tenant_table('identity_directory_token');

-- A person of the directory. It is no account: who signs in proves themselves by invitation or by the organisation's
-- own provider; until then there is no member. `member_id` once they did, or when they were members already.
CREATE TABLE identity_directory_person (
  org_id uuid NOT NULL REFERENCES identity_org,
  person_id uuid NOT NULL,
  user_name text NOT NULL,
  -- NFKC, lower case: SCIM compares userName without regard to case (RFC 7643 §4.1.1).
  user_name_key text COLLATE "C" NOT NULL,
  external_id text,
  given_name text NOT NULL DEFAULT '',
  family_name text NOT NULL DEFAULT '',
  display_name text NOT NULL DEFAULT '',
  email text,
  email_key text,
  active boolean NOT NULL,
  member_id uuid,
  invite_id uuid,
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL,
  version integer NOT NULL DEFAULT 1,
  PRIMARY KEY (org_id, person_id),
  UNIQUE (org_id, user_name_key),
  FOREIGN KEY (org_id, member_id) REFERENCES identity_member (org_id, member_id),
  FOREIGN KEY (org_id, invite_id) REFERENCES identity_invite (org_id, invite_id)
);
SELECT platform_tenant_table('identity_directory_person');
CREATE INDEX identity_directory_person_external ON identity_directory_person (org_id, external_id) WHERE external_id IS NOT NULL;
CREATE INDEX identity_directory_person_member ON identity_directory_person (org_id, member_id) WHERE member_id IS NOT NULL;

-- A group of the directory; an administrator may say which role its people have here.
CREATE TABLE identity_directory_group (
  org_id uuid NOT NULL REFERENCES identity_org,
  group_id uuid NOT NULL,
  display_name text NOT NULL,
  display_key text COLLATE "C" NOT NULL,
  external_id text,
  role text CHECK (role IN ('executive', 'administrator', 'teleworker')),
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL,
  version integer NOT NULL DEFAULT 1,
  PRIMARY KEY (org_id, group_id),
  UNIQUE (org_id, display_key)
);
SELECT platform_tenant_table('identity_directory_group');

CREATE TABLE identity_directory_group_person (
  org_id uuid NOT NULL,
  group_id uuid NOT NULL,
  person_id uuid NOT NULL,
  PRIMARY KEY (org_id, group_id, person_id),
  FOREIGN KEY (org_id, group_id) REFERENCES identity_directory_group (org_id, group_id) ON DELETE CASCADE,
  FOREIGN KEY (org_id, person_id) REFERENCES identity_directory_person (org_id, person_id) ON DELETE CASCADE
);
SELECT platform_tenant_table('identity_directory_group_person');
CREATE INDEX identity_directory_group_person_person ON identity_directory_group_person (org_id, person_id);

-- The last day with access, local to the organisation; a daily job ends the membership on the day after.
ALTER TABLE identity_member ADD COLUMN last_day date;
CREATE INDEX identity_member_last_day ON identity_member (org_id, last_day) WHERE last_day IS NOT NULL AND left_at IS NULL;

-- What people are given here and must give back or lose when they leave: mail account, VPN, door card …
CREATE TABLE identity_given_thing (
  org_id uuid NOT NULL REFERENCES identity_org,
  position smallint NOT NULL,
  name text NOT NULL,
  PRIMARY KEY (org_id, position)
);
SELECT platform_tenant_table('identity_given_thing');
