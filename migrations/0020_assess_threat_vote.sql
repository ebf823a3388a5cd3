-- The organisation's own ranking of threats: several people choose, the sum decides. One vote is open at a time.
CREATE TABLE assess_threat_vote (
  org_id uuid NOT NULL,
  vote_id uuid NOT NULL,
  -- counted: its ranking counts until a newer one is counted or it is set aside.
  state text NOT NULL CHECK (state IN ('open', 'counted', 'set_aside')),
  opened_at timestamptz NOT NULL,
  opened_by uuid NOT NULL,
  counted_at timestamptz,
  PRIMARY KEY (org_id, vote_id),
  CHECK ((state = 'open') = (counted_at IS NULL))
);
SELECT platform_tenant_table('assess_threat_vote');
CREATE UNIQUE INDEX assess_threat_vote_one_open ON assess_threat_vote (org_id) WHERE state = 'open';
CREATE INDEX assess_threat_vote_counted ON assess_threat_vote (org_id, counted_at DESC) WHERE state = 'counted';

-- What one person chose, the most worrying first. Nobody is shown another person's.
CREATE TABLE assess_threat_ballot (
  org_id uuid NOT NULL,
  vote_id uuid NOT NULL,
  member_id uuid NOT NULL,
  threat_ids text[] NOT NULL CHECK (cardinality(threat_ids) BETWEEN 1 AND 5),
  cast_at timestamptz NOT NULL,
  PRIMARY KEY (org_id, vote_id, member_id),
  FOREIGN KEY (org_id, vote_id) REFERENCES assess_threat_vote (org_id, vote_id) ON DELETE CASCADE
);
SELECT platform_tenant_table('assess_threat_ballot');
