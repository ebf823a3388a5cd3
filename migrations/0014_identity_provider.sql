-- Signing in with the organisation's own provider (OpenID Connect).

-- What an administrator has set; one for each organisation.
CREATE TABLE identity_provider (
  org_id uuid NOT NULL REFERENCES identity_org,
  provider_id uuid NOT NULL,
  kind text NOT NULL CHECK (kind IN ('entra', 'google', 'generic')),
  issuer text NOT NULL,
  -- Entra: the tenant's id. Google: the company's domain. Else null.
  realm text,
  client_id text NOT NULL,
  -- Sealed with the master key.
  client_secret_sealed bytea NOT NULL,
  created_at timestamptz NOT NULL,
  changed_at timestamptz NOT NULL,
  PRIMARY KEY (org_id, provider_id),
  CHECK ((kind = 'generic') = (realm IS NULL))
);
CREATE UNIQUE INDEX identity_provider_one ON identity_provider (org_id);
SELECT platform_tenant_table('identity_provider');

-- Whom the provider means. `subject` is the provider's own, never changing name of the person (`sub`).
CREATE TABLE identity_provider_person (
  org_id uuid NOT NULL,
  provider_id uuid NOT NULL,
  subject text NOT NULL,
  account_id uuid NOT NULL REFERENCES identity_account,
  connected_at timestamptz NOT NULL,
  last_used_at timestamptz NOT NULL,
  PRIMARY KEY (org_id, provider_id, subject),
  FOREIGN KEY (org_id, provider_id) REFERENCES identity_provider (org_id, provider_id) ON DELETE CASCADE
);
CREATE UNIQUE INDEX identity_provider_person_once ON identity_provider_person (org_id, provider_id, account_id);
SELECT platform_tenant_table('identity_provider_person');

-- Index only: to which organisation a provider's address leads. What the provider is, is in the tenant table above.
CREATE TABLE identity_provider_door (
  provider_id uuid PRIMARY KEY,
  org_id uuid NOT NULL,
  kind text NOT NULL
);
GRANT SELECT, INSERT, UPDATE, DELETE ON identity_provider_door TO {{app_role}};

-- Set for a session that an organisation's provider vouched for: it opens that organisation and nothing else, because
-- whoever administers the provider can sign in as anybody there.
ALTER TABLE identity_session ADD COLUMN only_org_id uuid;
CREATE INDEX identity_session_by_only_org ON identity_session (only_org_id) WHERE only_org_id IS NOT NULL;
