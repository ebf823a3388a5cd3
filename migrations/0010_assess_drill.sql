-- The page of a control asks for the newest proof of a trial restore among all that was ever recorded.
CREATE INDEX assess_leaf_drill ON assess_leaf (org_id, recorded_at DESC) WHERE kind = 'drill';
