-- A review that the person's side wrote counts as the plan's review once a care manager has read it: who did, and when. Those
-- there are counted at once.
ALTER TABLE plan_reviews ADD COLUMN confirmed_by INTEGER REFERENCES users (id);
ALTER TABLE plan_reviews ADD COLUMN confirmed_at TEXT;
UPDATE plan_reviews SET confirmed_by = made_by, confirmed_at = made_at;
