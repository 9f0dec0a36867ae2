DROP TABLE review_signs;
DELETE FROM plan_reviews WHERE number > 1;
DROP INDEX plan_reviews_draft;
ALTER TABLE plan_reviews DROP COLUMN number;
CREATE UNIQUE INDEX plan_reviews_draft ON plan_reviews (draft_id);
