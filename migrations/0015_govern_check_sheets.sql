-- Questionnaires of customers: the file as it came, where it asks, what each question is about and how it is answered.

CREATE TABLE govern_check_sheet (
  org_id uuid NOT NULL,
  sheet_id uuid NOT NULL,
  title text NOT NULL,
  customer text NOT NULL,
  file_name text NOT NULL,
  kind text NOT NULL CHECK (kind IN ('xlsx', 'csv')),
  macro boolean NOT NULL,
  formulas boolean NOT NULL,
  -- Of a CSV file.
  encoding text,
  language text NOT NULL CHECK (language IN ('ja', 'en')),
  -- Null until somebody has said where the questions are.
  layout jsonb,
  words jsonb,
  created_at timestamptz NOT NULL,
  created_by uuid NOT NULL,
  exported_at timestamptz,
  PRIMARY KEY (org_id, sheet_id),
  FOREIGN KEY (org_id, created_by) REFERENCES identity_member (org_id, member_id)
);
SELECT platform_tenant_table('govern_check_sheet');

-- In a table of its own: lists of sheets do not drag the files along.
CREATE TABLE govern_check_sheet_file (
  org_id uuid NOT NULL,
  sheet_id uuid NOT NULL,
  content bytea NOT NULL CHECK (octet_length(content) <= 5242880),
  PRIMARY KEY (org_id, sheet_id),
  FOREIGN KEY (org_id, sheet_id) REFERENCES govern_check_sheet (org_id, sheet_id) ON DELETE CASCADE
);
SELECT platform_tenant_table('govern_check_sheet_file');

CREATE TABLE govern_sheet_question (
  org_id uuid NOT NULL,
  sheet_id uuid NOT NULL,
  question_no smallint NOT NULL CHECK (question_no > 0),
  -- Index of the worksheet and of the row, from 0.
  sheet_index smallint NOT NULL,
  row_index integer NOT NULL,
  place text NOT NULL,
  worksheet text NOT NULL,
  question text NOT NULL,
  proposals jsonb NOT NULL,
  -- Null: not said yet. Empty: about none of our controls.
  control_ids text[],
  answer text CHECK (answer IN ('yes', 'partly', 'no', 'unknown', 'not_applicable')),
  note text NOT NULL,
  answered_by text CHECK (answered_by IN ('state', 'person')),
  locked boolean NOT NULL,
  PRIMARY KEY (org_id, sheet_id, question_no),
  FOREIGN KEY (org_id, sheet_id) REFERENCES govern_check_sheet (org_id, sheet_id) ON DELETE CASCADE
);
SELECT platform_tenant_table('govern_sheet_question');

-- What was chosen for a question, kept for the next sheet that asks the same. `question_key`: the folded question.
CREATE TABLE govern_question_memory (
  org_id uuid NOT NULL,
  question_key text NOT NULL,
  control_ids text[] NOT NULL,
  used_at timestamptz NOT NULL,
  PRIMARY KEY (org_id, question_key)
);
SELECT platform_tenant_table('govern_question_memory');
CREATE INDEX govern_question_memory_newest ON govern_question_memory (org_id, used_at DESC);
