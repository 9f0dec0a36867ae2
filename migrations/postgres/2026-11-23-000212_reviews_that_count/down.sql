ALTER TABLE plan_reviews DROP COLUMN confirmed_at;
ALTER TABLE plan_reviews DROP COLUMN confirmed_by;
