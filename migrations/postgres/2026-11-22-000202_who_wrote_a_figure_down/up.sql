-- Who wrote down the figure that a plan stands beside, where nothing was assessed here: it is no yardstick for their own decision.
ALTER TABLE plan_drafts ADD COLUMN indicative_by BIGINT REFERENCES users (id);
