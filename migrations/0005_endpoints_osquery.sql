-- osquery agents: their keys, what they logged, and when they were last heard.

-- One row for each key an agent was given; a device has at most one in force.
CREATE TABLE endpoints_osquery_node (
  org_id uuid NOT NULL,
  node_id uuid NOT NULL,
  device_id uuid NOT NULL,
  secret_hash bytea NOT NULL CHECK (octet_length(secret_hash) = 32),
  -- osquery's own id of this installation (osquery_info.instance_id), '' when it told none.
  instance_id text NOT NULL,
  -- Every name the agent may give itself in its log lines, in lower case.
  names text[] NOT NULL,
  hostname text NOT NULL,
  platform text NOT NULL CHECK (platform IN ('windows', 'macos', 'linux', 'other')),
  agent_version text NOT NULL,
  enrolled_at timestamptz NOT NULL,
  revoked_at timestamptz,
  -- When the agent last answered our questions; null until the first time.
  answered_at timestamptz,
  -- A person wants the answers now; null once they came.
  wanted_at timestamptz,
  PRIMARY KEY (org_id, node_id),
  FOREIGN KEY (org_id, device_id) REFERENCES endpoints_device (org_id, device_id) ON DELETE CASCADE
) WITH (fillfactor = 80);
SELECT platform_tenant_table('endpoints_osquery_node');
CREATE INDEX endpoints_osquery_node_device ON endpoints_osquery_node (org_id, device_id);

-- When an agent last polled: written every half minute for thousands of agents of all organisations in one statement.
-- No foreign key: one device that has gone must not stop the others' times.
CREATE TABLE endpoints_osquery_seen (
  org_id uuid NOT NULL,
  device_id uuid NOT NULL,
  seen_at timestamptz NOT NULL,
  PRIMARY KEY (org_id, device_id)
) WITH (fillfactor = 50);
SELECT platform_tenant_table('endpoints_osquery_seen');
-- The one way across organisations: only in a transaction that says so, only here, and nothing can be deleted by it.
CREATE POLICY ingest_read ON endpoints_osquery_seen FOR SELECT
  USING (current_setting('sonae.ingest', true) = 'osquery_seen');
CREATE POLICY ingest_add ON endpoints_osquery_seen FOR INSERT
  WITH CHECK (current_setting('sonae.ingest', true) = 'osquery_seen');
CREATE POLICY ingest_renew ON endpoints_osquery_seen FOR UPDATE
  USING (current_setting('sonae.ingest', true) = 'osquery_seen')
  WITH CHECK (current_setting('sonae.ingest', true) = 'osquery_seen');

-- Log lines, each once: an agent sends again what it thinks was lost.
CREATE TABLE endpoints_osquery_line (
  org_id uuid NOT NULL,
  device_id uuid NOT NULL,
  -- First half of the SHA-256 of the line.
  line_hash bytea NOT NULL CHECK (octet_length(line_hash) = 16),
  kind text NOT NULL CHECK (kind IN ('result', 'status')),
  -- Name of the query; '' for a status line.
  name text NOT NULL,
  -- By the agent's own clock; null when it told none that can be read.
  logged_at timestamptz,
  received_at timestamptz NOT NULL,
  -- The line as sent (JSON); null where it became evidence and is kept as facts.
  line text,
  PRIMARY KEY (org_id, device_id, line_hash)
);
SELECT platform_tenant_table('endpoints_osquery_line');
CREATE INDEX endpoints_osquery_line_age ON endpoints_osquery_line (org_id, received_at);

-- How much each device logged on a UTC day.
CREATE TABLE endpoints_osquery_day (
  org_id uuid NOT NULL,
  device_id uuid NOT NULL,
  day date NOT NULL,
  lines bigint NOT NULL,
  bytes bigint NOT NULL,
  PRIMARY KEY (org_id, device_id, day)
);
SELECT platform_tenant_table('endpoints_osquery_day');
