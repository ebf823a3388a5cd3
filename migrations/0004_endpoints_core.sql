-- Devices, how they are recognised, what is known of them, and what was set aside.

-- What agents present: the organisation's enrolment secret (inventory agents), a one-hour code (first look).
CREATE TABLE endpoints_credential (
  org_id uuid NOT NULL,
  credential_id uuid NOT NULL,
  kind text NOT NULL CHECK (kind IN ('enrol', 'code')),
  label text NOT NULL DEFAULT '',
  secret_hash bytea NOT NULL CHECK (octet_length(secret_hash) = 32),
  -- Shown again to administrators so that the next PC can be set up; sealed with the master key. Codes are not kept.
  sealed_secret bytea,
  created_at timestamptz NOT NULL,
  created_by text NOT NULL,
  expires_at timestamptz,
  revoked_at timestamptz,
  last_used_at timestamptz,
  -- For codes: the device that the first report made.
  device_id uuid,
  owner_member_id uuid,
  PRIMARY KEY (org_id, credential_id)
);
SELECT platform_tenant_table('endpoints_credential');

CREATE TABLE endpoints_device (
  org_id uuid NOT NULL,
  device_id uuid NOT NULL,
  hostname text NOT NULL,
  -- Name given by a person; the host name otherwise.
  label text,
  -- Search key: NFKC, case and kana folded (DESIGN §7.1: LIKE is no index condition under row-level security).
  search_key text COLLATE "C" NOT NULL,
  platform text NOT NULL CHECK (platform IN ('windows', 'macos', 'linux', 'other')),
  os_name text,
  os_version text,
  owner_member_id uuid,
  state text NOT NULL DEFAULT 'active' CHECK (state IN ('active', 'silent', 'gone')),
  created_at timestamptz NOT NULL,
  last_observed_at timestamptz NOT NULL,
  last_received_at timestamptz NOT NULL,
  PRIMARY KEY (org_id, device_id)
) WITH (fillfactor = 80);
SELECT platform_tenant_table('endpoints_device');
CREATE INDEX endpoints_device_search ON endpoints_device (org_id, search_key, device_id);

-- Every key a machine was known by; one machine, many keys.
CREATE TABLE endpoints_identity (
  org_id uuid NOT NULL,
  kind text NOT NULL CHECK (kind IN ('agent_id', 'bios_uuid', 'serial', 'device_id', 'mac')),
  value text NOT NULL,
  device_id uuid NOT NULL,
  first_seen_at timestamptz NOT NULL,
  PRIMARY KEY (org_id, kind, value, device_id),
  FOREIGN KEY (org_id, device_id) REFERENCES endpoints_device (org_id, device_id) ON DELETE CASCADE
);
SELECT platform_tenant_table('endpoints_identity');
CREATE INDEX endpoints_identity_device ON endpoints_identity (org_id, device_id);

CREATE TABLE endpoints_device_key (
  org_id uuid NOT NULL,
  key_id uuid NOT NULL,
  device_id uuid NOT NULL,
  secret_hash bytea NOT NULL CHECK (octet_length(secret_hash) = 32),
  created_at timestamptz NOT NULL,
  revoked_at timestamptz,
  PRIMARY KEY (org_id, key_id),
  FOREIGN KEY (org_id, device_id) REFERENCES endpoints_device (org_id, device_id) ON DELETE CASCADE
);
SELECT platform_tenant_table('endpoints_device_key');

-- The last report of each source on a device: unchanged sections are recognised by their hash and not written.
CREATE TABLE endpoints_report (
  org_id uuid NOT NULL,
  device_id uuid NOT NULL,
  source text NOT NULL,
  client text NOT NULL,
  observed_at timestamptz NOT NULL,
  received_at timestamptz NOT NULL,
  report_hash bytea NOT NULL,
  software_hash bytea,
  rounds bigint NOT NULL DEFAULT 1,
  PRIMARY KEY (org_id, device_id, source),
  FOREIGN KEY (org_id, device_id) REFERENCES endpoints_device (org_id, device_id) ON DELETE CASCADE
) WITH (fillfactor = 70);
SELECT platform_tenant_table('endpoints_report');

CREATE TABLE endpoints_fact (
  org_id uuid NOT NULL,
  device_id uuid NOT NULL,
  source text NOT NULL,
  section text NOT NULL,
  hash bytea NOT NULL,
  reading jsonb NOT NULL,
  observed_at timestamptz NOT NULL,
  PRIMARY KEY (org_id, device_id, source, section),
  FOREIGN KEY (org_id, device_id) REFERENCES endpoints_device (org_id, device_id) ON DELETE CASCADE
);
SELECT platform_tenant_table('endpoints_fact');

-- Names as machines wrote them, once per organisation; the key is a 128-bit hash made by the application.
CREATE TABLE endpoints_software (
  org_id uuid NOT NULL,
  software_key uuid NOT NULL,
  name text NOT NULL,
  version text NOT NULL,
  publisher text,
  arch text,
  origin text,
  first_seen_at timestamptz NOT NULL,
  PRIMARY KEY (org_id, software_key)
);
SELECT platform_tenant_table('endpoints_software');

CREATE TABLE endpoints_installed (
  org_id uuid NOT NULL,
  device_id uuid NOT NULL,
  source text NOT NULL,
  software_key uuid NOT NULL,
  -- No foreign key: hundreds of rows a device, all written with their device in one transaction.
  PRIMARY KEY (org_id, device_id, source, software_key)
);
SELECT platform_tenant_table('endpoints_installed');

-- Well-formed but impossible: accepted, set aside, shown as a finding.
CREATE TABLE endpoints_quarantine (
  org_id uuid NOT NULL,
  quarantine_id uuid NOT NULL,
  device_id uuid,
  source text NOT NULL,
  reason text NOT NULL,
  detail jsonb NOT NULL DEFAULT '{}',
  report_hash bytea NOT NULL,
  received_at timestamptz NOT NULL,
  PRIMARY KEY (org_id, quarantine_id),
  UNIQUE (org_id, reason, report_hash)
);
SELECT platform_tenant_table('endpoints_quarantine');
CREATE INDEX endpoints_quarantine_time ON endpoints_quarantine (org_id, received_at DESC, quarantine_id DESC);
