-- What was moved under a mandate lately, for its limits.
CREATE INDEX transfers_mandate ON transfers (mandate_id, made_at) WHERE mandate_id IS NOT NULL;
