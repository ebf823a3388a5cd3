-- Telling an organisation in its chat or its own program, beside the mail to each person.

CREATE TABLE notify_channel (
  org_id uuid NOT NULL,
  channel_id uuid NOT NULL,
  kind text NOT NULL CHECK (kind IN ('slack', 'teams', 'chatwork', 'generic')),
  label text NOT NULL,
  language text NOT NULL CHECK (language IN ('ja', 'en')),
  -- What is shown of the address; the address itself lets anyone write who knows it.
  host text NOT NULL,
  -- Address and secret, sealed for this row; absent once the channel was taken away.
  sealed bytea,
  created_at timestamptz NOT NULL,
  -- Set when the last try failed; nothing is sent until somebody switches it on again.
  paused_at timestamptz,
  paused_reason text,
  removed_at timestamptz,
  PRIMARY KEY (org_id, channel_id),
  CHECK ((sealed IS NULL) = (removed_at IS NOT NULL)),
  CHECK ((paused_at IS NULL) = (paused_reason IS NULL))
);
SELECT platform_tenant_table('notify_channel');

-- One mail to a person, or one post into a channel.
ALTER TABLE notify_delivery ALTER COLUMN member_id DROP NOT NULL;
ALTER TABLE notify_delivery ADD COLUMN channel_id uuid;
ALTER TABLE notify_delivery ADD CONSTRAINT notify_delivery_receiver CHECK (num_nonnulls(member_id, channel_id) = 1);
ALTER TABLE notify_delivery ADD CONSTRAINT notify_delivery_channel
  FOREIGN KEY (org_id, channel_id) REFERENCES notify_channel (org_id, channel_id);
ALTER TABLE notify_delivery DROP CONSTRAINT notify_delivery_kind_check;
ALTER TABLE notify_delivery ADD CONSTRAINT notify_delivery_kind_check CHECK (kind IN ('digest', 'urgent', 'test'));
-- One that failed does not count: what was in it is told once the channel works again, on the same day too.
CREATE UNIQUE INDEX notify_delivery_channel_digest ON notify_delivery (org_id, channel_id, day)
  WHERE kind = 'digest' AND state <> 'failed';

ALTER TABLE notify_notice ALTER COLUMN member_id DROP NOT NULL;
ALTER TABLE notify_notice ADD COLUMN channel_id uuid;
ALTER TABLE notify_notice ADD CONSTRAINT notify_notice_receiver CHECK (num_nonnulls(member_id, channel_id) = 1);
ALTER TABLE notify_notice ADD CONSTRAINT notify_notice_channel
  FOREIGN KEY (org_id, channel_id) REFERENCES notify_channel (org_id, channel_id);
CREATE INDEX notify_notice_channel_waiting ON notify_notice (org_id, channel_id) WHERE delivery_id IS NULL;

-- Things that stand until they are put right and are no task: an answer that machines contradict, a backup that fails.
-- Present while they stand, so that each is told once until it recovers.
CREATE TABLE notify_standing (
  org_id uuid NOT NULL,
  standing_key text NOT NULL,
  since timestamptz NOT NULL,
  PRIMARY KEY (org_id, standing_key)
);
SELECT platform_tenant_table('notify_standing');

ALTER TABLE notify_notice ALTER COLUMN task_id DROP NOT NULL;
ALTER TABLE notify_notice ADD COLUMN standing_key text;
ALTER TABLE notify_notice ADD CONSTRAINT notify_notice_about CHECK (num_nonnulls(task_id, standing_key) = 1);
ALTER TABLE notify_notice DROP CONSTRAINT notify_notice_kind_check;
ALTER TABLE notify_notice ADD CONSTRAINT notify_notice_kind_check
  CHECK (kind IN ('task_new', 'task_due_soon', 'task_overdue', 'contradiction', 'safekeeping'));
