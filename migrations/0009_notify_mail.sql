-- Telling people by mail: what there is to tell, the mails it went into, each try, and what each person wants.

-- Absent = the defaults of the product (src/notify/when.ts). Times are minutes after local midnight.
CREATE TABLE notify_choice (
  org_id uuid NOT NULL,
  member_id uuid NOT NULL,
  mail boolean NOT NULL,
  urgent_in_quiet boolean NOT NULL,
  quiet_from smallint NOT NULL CHECK (quiet_from BETWEEN 0 AND 1439),
  quiet_until smallint NOT NULL CHECK (quiet_until BETWEEN 0 AND 1439),
  digest_at smallint NOT NULL CHECK (digest_at BETWEEN 0 AND 1439),
  updated_at timestamptz NOT NULL,
  PRIMARY KEY (org_id, member_id),
  FOREIGN KEY (org_id, member_id) REFERENCES identity_member (org_id, member_id)
);
SELECT platform_tenant_table('notify_choice');

-- One mail to one person. The words are made when it is sent: a task that was done meanwhile is not told.
CREATE TABLE notify_delivery (
  org_id uuid NOT NULL,
  delivery_id uuid NOT NULL,
  member_id uuid NOT NULL,
  kind text NOT NULL CHECK (kind IN ('digest', 'urgent')),
  -- The local day it belongs to.
  day date NOT NULL,
  state text NOT NULL CHECK (state IN ('waiting', 'sent', 'nothing', 'failed')),
  created_at timestamptz NOT NULL,
  ended_at timestamptz,
  PRIMARY KEY (org_id, delivery_id),
  FOREIGN KEY (org_id, member_id) REFERENCES identity_member (org_id, member_id)
);
SELECT platform_tenant_table('notify_delivery');
CREATE UNIQUE INDEX notify_delivery_digest ON notify_delivery (org_id, member_id, day) WHERE kind = 'digest';
CREATE INDEX notify_delivery_newest ON notify_delivery (org_id, created_at DESC, delivery_id DESC);

-- Each try. `error`: a code that has a text, never the words of a foreign server.
CREATE TABLE notify_attempt (
  org_id uuid NOT NULL,
  delivery_id uuid NOT NULL,
  attempt_no smallint NOT NULL,
  at timestamptz NOT NULL,
  error text,
  PRIMARY KEY (org_id, delivery_id, attempt_no),
  FOREIGN KEY (org_id, delivery_id) REFERENCES notify_delivery (org_id, delivery_id) ON DELETE CASCADE
);
SELECT platform_tenant_table('notify_attempt');

-- One thing to tell one person, once: `dedup_key` names the thing and the person.
CREATE TABLE notify_notice (
  org_id uuid NOT NULL,
  notice_id uuid NOT NULL,
  member_id uuid NOT NULL,
  task_id uuid NOT NULL,
  kind text NOT NULL CHECK (kind IN ('task_new', 'task_due_soon', 'task_overdue')),
  urgent boolean NOT NULL,
  dedup_key text NOT NULL,
  created_at timestamptz NOT NULL,
  -- Without a foreign key: that a thing was told is remembered longer than the mail.
  delivery_id uuid,
  PRIMARY KEY (org_id, notice_id),
  UNIQUE (org_id, dedup_key),
  FOREIGN KEY (org_id, member_id) REFERENCES identity_member (org_id, member_id),
  FOREIGN KEY (org_id, task_id) REFERENCES assess_task (org_id, task_id) ON DELETE CASCADE
);
SELECT platform_tenant_table('notify_notice');
CREATE INDEX notify_notice_waiting ON notify_notice (org_id, member_id) WHERE delivery_id IS NULL;
CREATE INDEX notify_notice_delivery ON notify_notice (org_id, delivery_id);
CREATE INDEX notify_notice_task ON notify_notice (org_id, task_id);
