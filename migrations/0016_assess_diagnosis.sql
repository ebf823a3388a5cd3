-- The self-diagnosis of 25 questions: one open at a time, answered by site, finished once; old ones stay for the trend.
CREATE TABLE assess_diagnosis (
  org_id uuid NOT NULL,
  diagnosis_id uuid NOT NULL,
  -- The form it was answered on (catalog/diagnosis); its points and bands count for ever.
  form_id text NOT NULL,
  catalog_edition text NOT NULL,
  state text NOT NULL CHECK (state IN ('open', 'finished')),
  started_at timestamptz NOT NULL,
  started_by uuid NOT NULL,
  finished_at timestamptz,
  finished_by uuid,
  score smallint,
  -- Points of each part, in the order of the form.
  part_scores smallint[],
  PRIMARY KEY (org_id, diagnosis_id),
  CHECK ((state = 'finished') = (finished_at IS NOT NULL AND finished_by IS NOT NULL AND score IS NOT NULL AND part_scores IS NOT NULL))
);
SELECT platform_tenant_table('assess_diagnosis');
CREATE UNIQUE INDEX assess_diagnosis_one_open ON assess_diagnosis (org_id) WHERE state = 'open';
CREATE INDEX assess_diagnosis_finished ON assess_diagnosis (org_id, finished_at DESC, diagnosis_id DESC) WHERE state = 'finished';

-- A place that answers for itself; with one place the name is empty.
CREATE TABLE assess_diagnosis_site (
  org_id uuid NOT NULL,
  diagnosis_id uuid NOT NULL,
  site_id uuid NOT NULL,
  name text NOT NULL CHECK (char_length(name) <= 60),
  PRIMARY KEY (org_id, diagnosis_id, site_id),
  UNIQUE (org_id, diagnosis_id, name),
  FOREIGN KEY (org_id, diagnosis_id) REFERENCES assess_diagnosis (org_id, diagnosis_id) ON DELETE CASCADE
);
SELECT platform_tenant_table('assess_diagnosis_site');

CREATE TABLE assess_diagnosis_answer (
  org_id uuid NOT NULL,
  diagnosis_id uuid NOT NULL,
  site_id uuid NOT NULL,
  question smallint NOT NULL CHECK (question BETWEEN 1 AND 99),
  -- As in assess_declaration; null = we have no such thing.
  value smallint CHECK (value IN (4, 2, 0, -1)),
  member_id uuid NOT NULL,
  answered_at timestamptz NOT NULL,
  PRIMARY KEY (org_id, diagnosis_id, site_id, question),
  FOREIGN KEY (org_id, diagnosis_id, site_id) REFERENCES assess_diagnosis_site (org_id, diagnosis_id, site_id) ON DELETE CASCADE
);
SELECT platform_tenant_table('assess_diagnosis_answer');

-- Whom a part was given to. That person sees this part and no other.
CREATE TABLE assess_diagnosis_part (
  org_id uuid NOT NULL,
  diagnosis_id uuid NOT NULL,
  site_id uuid NOT NULL,
  part smallint NOT NULL CHECK (part BETWEEN 1 AND 9),
  member_id uuid NOT NULL,
  asked_by uuid NOT NULL,
  asked_at timestamptz NOT NULL,
  PRIMARY KEY (org_id, diagnosis_id, site_id, part),
  FOREIGN KEY (org_id, diagnosis_id, site_id) REFERENCES assess_diagnosis_site (org_id, diagnosis_id, site_id) ON DELETE CASCADE
);
SELECT platform_tenant_table('assess_diagnosis_part');
CREATE INDEX assess_diagnosis_part_member ON assess_diagnosis_part (org_id, member_id);

-- Where sites differ the lowest counts, unless a responsible person chose another answer and said why.
CREATE TABLE assess_diagnosis_choice (
  org_id uuid NOT NULL,
  diagnosis_id uuid NOT NULL,
  question smallint NOT NULL CHECK (question BETWEEN 1 AND 99),
  value smallint CHECK (value IN (4, 2, 0, -1)),
  reason text NOT NULL CHECK (char_length(reason) BETWEEN 1 AND 500),
  member_id uuid NOT NULL,
  chosen_at timestamptz NOT NULL,
  PRIMARY KEY (org_id, diagnosis_id, question),
  FOREIGN KEY (org_id, diagnosis_id) REFERENCES assess_diagnosis (org_id, diagnosis_id) ON DELETE CASCADE
);
SELECT platform_tenant_table('assess_diagnosis_choice');
