-- How many devices have which verdict, kept as it changes: pages add up a few hundred rows instead of counting all
-- verdicts (docs/decisions/0028). Rows are only added and folded together, never changed: no round waits for another's.
CREATE TABLE assess_verdict_change (
  org_id uuid NOT NULL,
  -- Not a number from a sequence: nothing orders these rows, and a restore sets sequences without seeing tenant rows.
  change_id uuid NOT NULL,
  check_id text NOT NULL,
  verdict text NOT NULL,
  reason text,
  -- More (or fewer, below zero) than before. The sum over all rows is what stands in assess_verdict_current.
  devices integer NOT NULL CHECK (devices <> 0),
  PRIMARY KEY (org_id, change_id)
);

-- What stands there now, before row-level security hides it from this statement. The lock lets nobody write in between.
LOCK TABLE assess_verdict_current IN SHARE ROW EXCLUSIVE MODE;
ALTER TABLE assess_verdict_current NO FORCE ROW LEVEL SECURITY;
INSERT INTO assess_verdict_change (org_id, change_id, check_id, verdict, reason, devices)
SELECT org_id, gen_random_uuid(), check_id, verdict, reason, count(*)
FROM assess_verdict_current GROUP BY org_id, check_id, verdict, reason;
ALTER TABLE assess_verdict_current FORCE ROW LEVEL SECURITY;
SELECT platform_tenant_table('assess_verdict_change');

-- One row for each count that a statement moves. With the rights of whoever writes, so row-level security holds here too.
CREATE FUNCTION assess_count_verdict() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    INSERT INTO assess_verdict_change (org_id, change_id, check_id, verdict, reason, devices)
    SELECT org_id, gen_random_uuid(), check_id, verdict, reason, count(*)
    FROM added GROUP BY org_id, check_id, verdict, reason;
  ELSIF TG_OP = 'DELETE' THEN
    INSERT INTO assess_verdict_change (org_id, change_id, check_id, verdict, reason, devices)
    SELECT org_id, gen_random_uuid(), check_id, verdict, reason, -count(*)
    FROM removed GROUP BY org_id, check_id, verdict, reason;
  ELSE
    INSERT INTO assess_verdict_change (org_id, change_id, check_id, verdict, reason, devices)
    SELECT org_id, gen_random_uuid(), check_id, verdict, reason, sum(one)
    FROM (SELECT org_id, check_id, verdict, reason, 1 AS one FROM added
          UNION ALL
          SELECT org_id, check_id, verdict, reason, -1 FROM removed) moved
    GROUP BY org_id, check_id, verdict, reason HAVING sum(one) <> 0;
  END IF;
  RETURN NULL;
END $$;

-- An upsert fires two of them, each with its own rows (PostgreSQL manual, CREATE TRIGGER, Notes).
CREATE TRIGGER counted_insert AFTER INSERT ON assess_verdict_current
  REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION assess_count_verdict();
CREATE TRIGGER counted_update AFTER UPDATE ON assess_verdict_current
  REFERENCING OLD TABLE AS removed NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION assess_count_verdict();
CREATE TRIGGER counted_delete AFTER DELETE ON assess_verdict_current
  REFERENCING OLD TABLE AS removed FOR EACH STATEMENT EXECUTE FUNCTION assess_count_verdict();
