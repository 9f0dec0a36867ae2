-- A plan can be reviewed more than once, and there are signs that it should be: nothing spent, far too little or far
-- too much, or a need that changed. A sign is open until somebody looked at it.

ALTER TABLE plan_reviews ADD COLUMN number INTEGER NOT NULL DEFAULT 1;
DROP INDEX plan_reviews_draft;
CREATE UNIQUE INDEX plan_reviews_draft ON plan_reviews (draft_id, number);

CREATE TABLE review_signs (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    draft_id INTEGER NOT NULL REFERENCES plan_drafts (id),
    kind TEXT NOT NULL,
    words TEXT NOT NULL,
    noticed_on TEXT NOT NULL,
    settled_at TEXT,
    settled_by INTEGER REFERENCES users (id),
    settled_words TEXT
) STRICT;
CREATE UNIQUE INDEX review_signs_once ON review_signs (draft_id, kind, noticed_on);
