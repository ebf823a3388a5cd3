-- Backup and restore: a list of organisations that is complete by construction, and the record of what was tried.

-- Row-level security shows a transaction one organisation's rows; a backup walks from one to the next and must miss none.
-- identity_membership is no such list: an organisation whose first administrator has not come yet is not in it.
CREATE TABLE platform_organisation (
  org_id uuid PRIMARY KEY
);
GRANT SELECT, INSERT ON platform_organisation TO {{app_role}};

CREATE FUNCTION platform_list_organisation() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO platform_organisation (org_id) VALUES (NEW.org_id) ON CONFLICT DO NOTHING;
  RETURN NEW;
END $$;
CREATE TRIGGER listed AFTER INSERT ON identity_org FOR EACH ROW EXECUTE FUNCTION platform_list_organisation();

-- Those made before this step. The owner sees them for this one statement; other transactions see no difference.
ALTER TABLE identity_org NO FORCE ROW LEVEL SECURITY;
INSERT INTO platform_organisation SELECT org_id FROM identity_org;
ALTER TABLE identity_org FORCE ROW LEVEL SECURITY;

-- Backups that were made and drills that were held, whether they went well or not. About the whole installation.
CREATE TABLE platform_backup_run (
  run_id uuid PRIMARY KEY,
  kind text NOT NULL CHECK (kind IN ('backup', 'drill')),
  -- Who asked: 'schedule', 'person', 'command_line'.
  asked_by text NOT NULL,
  started_at timestamptz NOT NULL,
  ended_at timestamptz NOT NULL,
  outcome text NOT NULL CHECK (outcome IN ('done', 'failed')),
  -- Why it failed: a code that has a text, never the words of a foreign error.
  reason text,
  file_name text,
  bytes bigint,
  rows bigint,
  encrypted boolean,
  -- The second place: 'none' when there is no such setting.
  second_place text NOT NULL DEFAULT 'none' CHECK (second_place IN ('none', 'verified', 'failed')),
  -- For a drill: when the backup that was restored had been made.
  backup_at timestamptz,
  CHECK ((outcome = 'failed') = (reason IS NOT NULL))
);
CREATE INDEX platform_backup_run_newest ON platform_backup_run (kind, started_at DESC);
GRANT SELECT, INSERT, DELETE ON platform_backup_run TO {{app_role}};
