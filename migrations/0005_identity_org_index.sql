-- Index only: which organisations exist, for scheduled work that goes through all of them one by one.
-- Global; everything about an organisation is in identity_org, behind its policy.
CREATE TABLE identity_org_index (
  org_id uuid PRIMARY KEY
);
GRANT SELECT, INSERT ON identity_org_index TO {{app_role}};
INSERT INTO identity_org_index (org_id) SELECT DISTINCT org_id FROM identity_membership;
