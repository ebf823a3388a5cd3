-- SECURITY ACTION: versions of the basic policy, what was declared when, the page that is public; official criteria of SCS.

CREATE TABLE govern_policy (
  org_id uuid NOT NULL,
  version integer NOT NULL CHECK (version > 0),
  policy jsonb NOT NULL,
  saved_at timestamptz NOT NULL,
  saved_by uuid NOT NULL,
  PRIMARY KEY (org_id, version),
  FOREIGN KEY (org_id, saved_by) REFERENCES identity_member (org_id, member_id)
);
SELECT platform_tenant_table('govern_policy');

CREATE TABLE govern_declared (
  org_id uuid NOT NULL,
  star smallint NOT NULL CHECK (star IN (1, 2)),
  declared_on date NOT NULL,
  registration_id text NOT NULL,
  noted_at timestamptz NOT NULL,
  noted_by uuid NOT NULL,
  PRIMARY KEY (org_id, star),
  FOREIGN KEY (org_id, noted_by) REFERENCES identity_member (org_id, member_id)
);
SELECT platform_tenant_table('govern_declared');

-- One page per organisation. `content` is the text that was signed, byte for byte.
CREATE TABLE govern_publication (
  org_id uuid NOT NULL,
  slug text NOT NULL,
  version integer NOT NULL,
  content text NOT NULL,
  signature text NOT NULL,
  key_id text NOT NULL,
  noindex boolean NOT NULL,
  published_at timestamptz NOT NULL,
  published_by uuid NOT NULL,
  PRIMARY KEY (org_id),
  FOREIGN KEY (org_id, version) REFERENCES govern_policy (org_id, version),
  FOREIGN KEY (org_id, published_by) REFERENCES identity_member (org_id, member_id)
);
SELECT platform_tenant_table('govern_publication');

-- Index only: whose public page an address shows. The page itself is tenant data.
CREATE TABLE govern_public_slug (
  slug text PRIMARY KEY,
  org_id uuid NOT NULL
);
GRANT SELECT, INSERT, DELETE ON govern_public_slug TO {{app_role}};
CREATE INDEX govern_public_slug_by_org ON govern_public_slug (org_id);

-- The official table of criteria, as the organisation imported it.
CREATE TABLE govern_scs_criterion (
  org_id uuid NOT NULL,
  position smallint NOT NULL,
  requirement_no text NOT NULL,
  requirement_name text NOT NULL,
  requirement text NOT NULL,
  criterion_no text NOT NULL,
  criterion text NOT NULL,
  imported_at timestamptz NOT NULL,
  file_name text NOT NULL,
  PRIMARY KEY (org_id, position)
);
SELECT platform_tenant_table('govern_scs_criterion');
