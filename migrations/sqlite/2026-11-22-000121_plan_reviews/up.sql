-- Reviews of agreed plans: how each outcome went, kept as it was said.

CREATE TABLE plan_reviews (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    draft_id INTEGER NOT NULL REFERENCES plan_drafts (id),
    said TEXT NOT NULL,
    made_by INTEGER NOT NULL REFERENCES users (id),
    mandate_id INTEGER REFERENCES mandates (id),
    made_at TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX plan_reviews_draft ON plan_reviews (draft_id);
