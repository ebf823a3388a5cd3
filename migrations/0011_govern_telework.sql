-- Which ways of teleworking an organisation uses, and what it lives with for a time.

CREATE TABLE govern_method_use (
  org_id uuid NOT NULL,
  -- Of the catalogue: catalog/methods/.
  method_id text NOT NULL,
  member_id uuid NOT NULL,
  since timestamptz NOT NULL,
  -- What it is used for, in the organisation's words.
  note text NOT NULL,
  -- The answers that led here, y and n in the order of the questions; null = chosen without the questions.
  answers text CHECK (answers ~ '^[yn]{1,20}$'),
  catalog_edition text NOT NULL,
  PRIMARY KEY (org_id, method_id)
);
SELECT platform_tenant_table('govern_method_use');

-- A temporary exception: a private device, a rule waived, an old system. It always has an owner and an end.
CREATE TABLE govern_exception (
  org_id uuid NOT NULL,
  exception_id uuid NOT NULL,
  kind text NOT NULL CHECK (kind IN ('private_device', 'rule_waived', 'old_system', 'other')),
  title text NOT NULL,
  reason text NOT NULL,
  -- What is done against the danger until it ends.
  meanwhile text NOT NULL,
  owner_member_id uuid NOT NULL,
  approved_by_member_id uuid NOT NULL,
  approved_on date NOT NULL,
  starts_on date NOT NULL,
  ends_on date NOT NULL,
  -- The day its owner is reminded.
  remind_on date NOT NULL,
  renewals integer NOT NULL DEFAULT 0,
  -- What has become of it already: so that each day's look tells only what is new.
  told text CHECK (told IN ('ending', 'expired')),
  created_at timestamptz NOT NULL,
  closed_at timestamptz,
  close_reason text,
  PRIMARY KEY (org_id, exception_id),
  CHECK (ends_on >= starts_on AND remind_on <= ends_on),
  CHECK ((closed_at IS NULL) = (close_reason IS NULL))
);
SELECT platform_tenant_table('govern_exception');
CREATE INDEX govern_exception_by_end ON govern_exception (org_id, ends_on, exception_id) WHERE closed_at IS NULL;
CREATE INDEX govern_exception_closed ON govern_exception (org_id, closed_at DESC, exception_id DESC) WHERE closed_at IS NOT NULL;

CREATE TABLE govern_exception_control (
  org_id uuid NOT NULL,
  exception_id uuid NOT NULL,
  control_id text NOT NULL,
  position smallint NOT NULL,
  PRIMARY KEY (org_id, exception_id, control_id),
  FOREIGN KEY (org_id, exception_id) REFERENCES govern_exception (org_id, exception_id)
);
SELECT platform_tenant_table('govern_exception_control');

-- What happened to it: made, changed, renewed, reminded of, expired, closed.
CREATE TABLE govern_exception_event (
  org_id uuid NOT NULL,
  event_id uuid NOT NULL,
  exception_id uuid NOT NULL,
  at timestamptz NOT NULL,
  kind text NOT NULL CHECK (kind IN ('created', 'changed', 'renewed', 'reminded', 'expired', 'closed')),
  actor text NOT NULL,
  reason text,
  approved_by_member_id uuid,
  ends_on date NOT NULL,
  PRIMARY KEY (org_id, event_id),
  FOREIGN KEY (org_id, exception_id) REFERENCES govern_exception (org_id, exception_id)
);
SELECT platform_tenant_table('govern_exception_event');
SELECT platform_append_only('govern_exception_event');
CREATE INDEX govern_exception_event_of ON govern_exception_event (org_id, exception_id, at DESC, event_id DESC);
