-- Months that ended, as their figures were then, and the mails that carried them.

-- Written once: an old report never changes.
CREATE TABLE report_month (
  org_id uuid NOT NULL,
  -- First day of the month.
  month date NOT NULL CHECK (extract(day FROM month) = 1),
  taken_at timestamptz NOT NULL,
  -- What the pages are made from (src/report/contract.ts, reportFigures).
  figures jsonb NOT NULL,
  PRIMARY KEY (org_id, month)
);
SELECT platform_tenant_table('report_month');
SELECT platform_append_only('report_month');

-- Absent = the default: executives get the mail, others do not.
CREATE TABLE report_choice (
  org_id uuid NOT NULL,
  member_id uuid NOT NULL,
  mail boolean NOT NULL,
  updated_at timestamptz NOT NULL,
  PRIMARY KEY (org_id, member_id),
  FOREIGN KEY (org_id, member_id) REFERENCES identity_member (org_id, member_id)
);
SELECT platform_tenant_table('report_choice');

-- One mail with one month's report to one person.
CREATE TABLE report_delivery (
  org_id uuid NOT NULL,
  month date NOT NULL,
  member_id uuid NOT NULL,
  state text NOT NULL CHECK (state IN ('waiting', 'sent', 'failed')),
  attempts smallint NOT NULL DEFAULT 0,
  -- A code that has a text, never the words of a foreign server.
  last_error text,
  created_at timestamptz NOT NULL,
  ended_at timestamptz,
  PRIMARY KEY (org_id, month, member_id),
  FOREIGN KEY (org_id, month) REFERENCES report_month (org_id, month),
  FOREIGN KEY (org_id, member_id) REFERENCES identity_member (org_id, member_id)
);
SELECT platform_tenant_table('report_delivery');
CREATE INDEX report_delivery_newest ON report_delivery (org_id, created_at DESC, member_id);
