ALTER TABLE plan_drafts DROP COLUMN indicative_by;
