-- Declared state, evidence ledger, verified state, findings, tasks (DESIGN §1, §7.4, §7.5).

CREATE TABLE assess_declaration (
  org_id uuid NOT NULL,
  declaration_id uuid NOT NULL,
  control_id text NOT NULL,
  -- 4 doing it, 2 partly, 0 not, -1 do not know (scale of the 25-question diagnosis); null = does not apply to us.
  value smallint CHECK (value IN (4, 2, 0, -1)),
  note text NOT NULL DEFAULT '',
  member_id uuid NOT NULL,
  declared_at timestamptz NOT NULL,
  catalog_edition text NOT NULL,
  leaf_id uuid NOT NULL,
  PRIMARY KEY (org_id, declaration_id)
);
SELECT platform_tenant_table('assess_declaration');
SELECT platform_append_only('assess_declaration');
CREATE INDEX assess_declaration_newest ON assess_declaration (org_id, control_id, declared_at DESC, declaration_id DESC);

-- One chain per organisation and epoch; a restore opens a new epoch and says so.
CREATE TABLE assess_epoch (
  org_id uuid NOT NULL,
  epoch integer NOT NULL,
  started_at timestamptz NOT NULL,
  reason text NOT NULL,
  PRIMARY KEY (org_id, epoch)
);
SELECT platform_tenant_table('assess_epoch');
SELECT platform_append_only('assess_epoch');

-- A leaf never changes, save once: when it is sealed it gets its place in the chain.
CREATE TABLE assess_leaf (
  org_id uuid NOT NULL,
  leaf_id uuid NOT NULL,
  epoch integer NOT NULL,
  kind text NOT NULL,
  leaf_hash bytea NOT NULL CHECK (octet_length(leaf_hash) = 32),
  recorded_at timestamptz NOT NULL,
  seal_no integer,
  position bigint,
  chain_hash bytea CHECK (octet_length(chain_hash) = 32),
  PRIMARY KEY (org_id, leaf_id),
  FOREIGN KEY (org_id, epoch) REFERENCES assess_epoch (org_id, epoch),
  CHECK ((seal_no IS NULL) = (position IS NULL) AND (seal_no IS NULL) = (chain_hash IS NULL))
);
SELECT platform_tenant_table('assess_leaf');
CREATE INDEX assess_leaf_unsealed ON assess_leaf (org_id, leaf_id) WHERE seal_no IS NULL;
CREATE INDEX assess_leaf_chain ON assess_leaf (org_id, epoch, position, leaf_id) WHERE position IS NOT NULL;

CREATE FUNCTION assess_seal_once() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'UPDATE' AND OLD.seal_no IS NULL AND NEW.seal_no IS NOT NULL
     AND (NEW.org_id, NEW.leaf_id, NEW.epoch, NEW.kind, NEW.leaf_hash, NEW.recorded_at)
       = (OLD.org_id, OLD.leaf_id, OLD.epoch, OLD.kind, OLD.leaf_hash, OLD.recorded_at) THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION 'the evidence ledger is append-only' USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER assess_leaf_guard BEFORE UPDATE OR DELETE ON assess_leaf FOR EACH ROW EXECUTE FUNCTION assess_seal_once();
CREATE TRIGGER assess_leaf_guard_truncate BEFORE TRUNCATE ON assess_leaf FOR EACH STATEMENT EXECUTE FUNCTION platform_refuse_change();
REVOKE DELETE ON assess_leaf FROM {{app_role}};

-- What a leaf says. Deleting a payload (privacy) leaves the chain whole.
CREATE TABLE assess_leaf_payload (
  org_id uuid NOT NULL,
  leaf_id uuid NOT NULL,
  salt bytea NOT NULL CHECK (octet_length(salt) = 16),
  -- Canonical JSON, exactly the bytes that were hashed.
  payload text NOT NULL,
  PRIMARY KEY (org_id, leaf_id),
  FOREIGN KEY (org_id, leaf_id) REFERENCES assess_leaf (org_id, leaf_id)
);
SELECT platform_tenant_table('assess_leaf_payload');
CREATE TRIGGER assess_leaf_payload_guard BEFORE UPDATE ON assess_leaf_payload FOR EACH ROW EXECUTE FUNCTION platform_refuse_change();
CREATE TRIGGER assess_leaf_payload_guard_truncate BEFORE TRUNCATE ON assess_leaf_payload
  FOR EACH STATEMENT EXECUTE FUNCTION platform_refuse_change();
REVOKE UPDATE ON assess_leaf_payload FROM {{app_role}};

CREATE TABLE assess_seal (
  org_id uuid NOT NULL,
  epoch integer NOT NULL,
  seal_no integer NOT NULL,
  sealed_at timestamptz NOT NULL,
  leaf_count integer NOT NULL,
  last_position bigint NOT NULL,
  previous_root bytea NOT NULL CHECK (octet_length(previous_root) = 32),
  root bytea NOT NULL CHECK (octet_length(root) = 32),
  key_id text NOT NULL,
  signature bytea NOT NULL,
  PRIMARY KEY (org_id, epoch, seal_no)
);
SELECT platform_tenant_table('assess_seal');
SELECT platform_append_only('assess_seal');

-- What evidence is about: today devices. Label and owner are kept here because assess asks nobody above it.
CREATE TABLE assess_subject (
  org_id uuid NOT NULL,
  subject_kind text NOT NULL,
  subject_id uuid NOT NULL,
  label text NOT NULL,
  platform text NOT NULL DEFAULT 'other',
  owner_member_id uuid,
  state text NOT NULL DEFAULT 'active' CHECK (state IN ('active', 'silent', 'gone')),
  first_seen_at timestamptz NOT NULL,
  PRIMARY KEY (org_id, subject_kind, subject_id)
);
SELECT platform_tenant_table('assess_subject');
CREATE INDEX assess_subject_state ON assess_subject (org_id, subject_kind, state);
CREATE INDEX assess_subject_owner ON assess_subject (org_id, owner_member_id) WHERE owner_member_id IS NOT NULL;

-- When each source last said anything about a subject; one small row written per round. No index on the times:
-- it would make every one of these writes touch all indexes (no HOT update), and only an hourly job asks for them.
CREATE TABLE assess_subject_source (
  org_id uuid NOT NULL,
  subject_kind text NOT NULL,
  subject_id uuid NOT NULL,
  source text NOT NULL,
  strength smallint NOT NULL,
  observed_at timestamptz NOT NULL,
  received_at timestamptz NOT NULL,
  stale boolean NOT NULL DEFAULT false,
  PRIMARY KEY (org_id, subject_kind, subject_id, source)
) WITH (fillfactor = 70);
SELECT platform_tenant_table('assess_subject_source');

-- The last word of each source on each check.
CREATE TABLE assess_verdict_source (
  org_id uuid NOT NULL,
  subject_kind text NOT NULL,
  subject_id uuid NOT NULL,
  check_id text NOT NULL,
  source text NOT NULL,
  verdict text NOT NULL CHECK (verdict IN ('pass', 'fail', 'unknown', 'not_applicable')),
  reason text,
  observed jsonb NOT NULL DEFAULT '{}',
  observed_at timestamptz NOT NULL,
  leaf_id uuid NOT NULL,
  PRIMARY KEY (org_id, subject_kind, subject_id, check_id, source)
);
SELECT platform_tenant_table('assess_verdict_source');

-- The verdict that counts, settled from all sources (settle-verdict.ts). Mutable; history is in the ledger.
CREATE TABLE assess_verdict_current (
  org_id uuid NOT NULL,
  check_id text NOT NULL,
  subject_kind text NOT NULL,
  subject_id uuid NOT NULL,
  verdict text NOT NULL CHECK (verdict IN ('pass', 'fail', 'unknown', 'not_applicable')),
  reason text,
  source text NOT NULL,
  observed jsonb NOT NULL DEFAULT '{}',
  observed_at timestamptz NOT NULL,
  since timestamptz NOT NULL,
  leaf_id uuid NOT NULL,
  PRIMARY KEY (org_id, check_id, subject_kind, subject_id)
);
SELECT platform_tenant_table('assess_verdict_current');
CREATE INDEX assess_verdict_current_subject ON assess_verdict_current (org_id, subject_kind, subject_id);
-- The names behind a contradiction: only failing rows, in the order they are shown.
CREATE INDEX assess_verdict_current_failing ON assess_verdict_current (org_id, check_id, subject_kind, subject_id) WHERE verdict = 'fail';
-- Few distinct values: B-tree deduplication keeps 60,000 rows in half a megabyte, and the home page counts from it alone.
CREATE INDEX assess_verdict_current_counts ON assess_verdict_current (org_id, check_id, verdict, reason);

CREATE TABLE assess_finding (
  org_id uuid NOT NULL,
  finding_id uuid NOT NULL,
  dedupe_key text NOT NULL,
  kind text NOT NULL,
  control_id text,
  check_id text,
  severity smallint NOT NULL CHECK (severity BETWEEN 1 AND 4),
  params jsonb NOT NULL DEFAULT '{}',
  state text NOT NULL CHECK (state IN ('open', 'closed')),
  opened_at timestamptz NOT NULL,
  times_opened integer NOT NULL DEFAULT 1,
  opened_leaf_id uuid,
  closed_at timestamptz,
  closed_how text CHECK (closed_how IN ('proven', 'attested_until', 'false_positive', 'accepted_until', 'subject_gone', 'superseded')),
  closed_by text,
  closed_reason text,
  closed_until date,
  proof_leaf_id uuid,
  catalog_edition text NOT NULL,
  PRIMARY KEY (org_id, finding_id),
  UNIQUE (org_id, dedupe_key),
  CHECK ((state = 'closed') = (closed_how IS NOT NULL))
);
SELECT platform_tenant_table('assess_finding');
CREATE INDEX assess_finding_open ON assess_finding (org_id, opened_at DESC, finding_id DESC) WHERE state = 'open';
CREATE INDEX assess_finding_closed ON assess_finding (org_id, closed_at DESC, finding_id DESC) WHERE state = 'closed';
CREATE INDEX assess_finding_proven ON assess_finding (org_id, closed_at DESC, finding_id DESC) WHERE closed_how = 'proven';
CREATE INDEX assess_finding_until ON assess_finding (org_id, closed_until) WHERE closed_until IS NOT NULL;

CREATE TABLE assess_finding_target (
  org_id uuid NOT NULL,
  finding_id uuid NOT NULL,
  subject_kind text NOT NULL,
  subject_id uuid NOT NULL,
  PRIMARY KEY (org_id, finding_id, subject_kind, subject_id),
  FOREIGN KEY (org_id, finding_id) REFERENCES assess_finding (org_id, finding_id) ON DELETE CASCADE
);
SELECT platform_tenant_table('assess_finding_target');
CREATE INDEX assess_finding_target_subject ON assess_finding_target (org_id, subject_kind, subject_id);

CREATE TABLE assess_task (
  org_id uuid NOT NULL,
  task_id uuid NOT NULL,
  -- What joins findings into one task: the check and the person.
  task_key text NOT NULL,
  control_id text NOT NULL,
  check_id text,
  assignee_member_id uuid,
  state text NOT NULL CHECK (state IN ('open', 'done', 'dropped')),
  due_on date NOT NULL,
  created_at timestamptz NOT NULL,
  closed_at timestamptz,
  closed_how text,
  -- Kept in step with the links below; counting 10,000 links for each task on each page would be slow.
  findings_open integer NOT NULL DEFAULT 0 CHECK (findings_open >= 0),
  findings_total integer NOT NULL DEFAULT 0,
  PRIMARY KEY (org_id, task_id),
  CHECK ((state = 'open') = (closed_at IS NULL))
);
SELECT platform_tenant_table('assess_task');
CREATE UNIQUE INDEX assess_task_open_key ON assess_task (org_id, task_key) WHERE state = 'open';
CREATE INDEX assess_task_open_assignee ON assess_task (org_id, assignee_member_id, due_on, task_id) WHERE state = 'open';
CREATE INDEX assess_task_closed ON assess_task (org_id, closed_at DESC, task_id DESC) WHERE state <> 'open';

CREATE TABLE assess_task_finding (
  org_id uuid NOT NULL,
  task_id uuid NOT NULL,
  finding_id uuid NOT NULL,
  -- The finding waits for this task; false once it was closed.
  open boolean NOT NULL DEFAULT true,
  PRIMARY KEY (org_id, task_id, finding_id),
  FOREIGN KEY (org_id, task_id) REFERENCES assess_task (org_id, task_id) ON DELETE CASCADE,
  FOREIGN KEY (org_id, finding_id) REFERENCES assess_finding (org_id, finding_id) ON DELETE CASCADE
);
SELECT platform_tenant_table('assess_task_finding');
CREATE INDEX assess_task_finding_open ON assess_task_finding (org_id, task_id, open DESC, finding_id);
CREATE INDEX assess_task_finding_finding ON assess_task_finding (org_id, finding_id);

CREATE TABLE assess_task_event (
  org_id uuid NOT NULL,
  event_id uuid NOT NULL,
  task_id uuid NOT NULL,
  at timestamptz NOT NULL,
  actor text NOT NULL,
  kind text NOT NULL,
  detail jsonb NOT NULL DEFAULT '{}',
  PRIMARY KEY (org_id, event_id),
  FOREIGN KEY (org_id, task_id) REFERENCES assess_task (org_id, task_id) ON DELETE CASCADE
);
SELECT platform_tenant_table('assess_task_event');
CREATE INDEX assess_task_event_task ON assess_task_event (org_id, task_id, at);

-- The one task of a person and a day; chosen once, so it does not change under their hands.
CREATE TABLE assess_today (
  org_id uuid NOT NULL,
  member_id uuid NOT NULL,
  day date NOT NULL,
  task_id uuid,
  chosen_at timestamptz NOT NULL,
  PRIMARY KEY (org_id, member_id, day)
);
SELECT platform_tenant_table('assess_today');
