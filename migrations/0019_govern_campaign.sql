-- Short rounds of questions that ask people about rules of telework, and what they answer.

CREATE TABLE govern_campaign (
  org_id uuid NOT NULL,
  campaign_id uuid NOT NULL,
  title text NOT NULL,
  started_by uuid NOT NULL,
  started_at timestamptz NOT NULL,
  -- The last day to answer; the local date of the organisation.
  closes_on date NOT NULL,
  ended_at timestamptz,
  PRIMARY KEY (org_id, campaign_id)
);
SELECT platform_tenant_table('govern_campaign');
CREATE INDEX govern_campaign_open ON govern_campaign (org_id, closes_on) WHERE ended_at IS NULL;

-- Each asks the question of one control.
CREATE TABLE govern_campaign_question (
  org_id uuid NOT NULL,
  campaign_id uuid NOT NULL,
  control_id text NOT NULL,
  position smallint NOT NULL,
  PRIMARY KEY (org_id, campaign_id, control_id),
  FOREIGN KEY (org_id, campaign_id) REFERENCES govern_campaign (org_id, campaign_id)
);
SELECT platform_tenant_table('govern_campaign_question');

-- Who is asked: the members of the day it began.
CREATE TABLE govern_campaign_person (
  org_id uuid NOT NULL,
  campaign_id uuid NOT NULL,
  member_id uuid NOT NULL,
  -- Whether they have a task about it yet, and whether that is settled.
  told boolean NOT NULL DEFAULT false,
  answered_at timestamptz,
  PRIMARY KEY (org_id, campaign_id, member_id),
  FOREIGN KEY (org_id, campaign_id) REFERENCES govern_campaign (org_id, campaign_id)
);
SELECT platform_tenant_table('govern_campaign_person');
CREATE INDEX govern_campaign_person_untold ON govern_campaign_person (org_id, campaign_id) WHERE NOT told;

CREATE TABLE govern_campaign_answer (
  org_id uuid NOT NULL,
  campaign_id uuid NOT NULL,
  member_id uuid NOT NULL,
  control_id text NOT NULL,
  -- cannot: no, with a reason why it is not possible.
  answer text NOT NULL CHECK (answer IN ('yes', 'no', 'cannot')),
  reason text NOT NULL,
  answered_at timestamptz NOT NULL,
  PRIMARY KEY (org_id, campaign_id, member_id, control_id),
  FOREIGN KEY (org_id, campaign_id, member_id) REFERENCES govern_campaign_person (org_id, campaign_id, member_id),
  FOREIGN KEY (org_id, campaign_id, control_id) REFERENCES govern_campaign_question (org_id, campaign_id, control_id),
  CHECK (answer <> 'cannot' OR reason <> '')
);
SELECT platform_tenant_table('govern_campaign_answer');
