-- When visits really were, when their holder was asked about them, links that confirm them, and files that record them.

ALTER TABLE deliveries ADD COLUMN from_time TEXT;
ALTER TABLE deliveries ADD COLUMN to_time TEXT;
ALTER TABLE deliveries ADD COLUMN asked_at TEXT;
CREATE INDEX deliveries_asked ON deliveries (asked_at);

CREATE TABLE confirm_links (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    user_id INTEGER NOT NULL REFERENCES users (id),
    mandate_id INTEGER REFERENCES mandates (id),
    holder_id INTEGER NOT NULL REFERENCES holders (id),
    asked_at TEXT NOT NULL,
    expires_at TEXT NOT NULL,
    used_at TEXT
) STRICT;
CREATE INDEX confirm_links_holder ON confirm_links (holder_id, asked_at);
CREATE INDEX confirm_links_user ON confirm_links (user_id);

CREATE TABLE visit_files (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    provider_id INTEGER NOT NULL REFERENCES providers (id),
    user_id INTEGER NOT NULL REFERENCES users (id),
    name TEXT NOT NULL,
    cells TEXT NOT NULL,
    made_at TEXT NOT NULL,
    applied_at TEXT,
    outcome TEXT
) STRICT;
CREATE INDEX visit_files_provider ON visit_files (provider_id, id);
CREATE INDEX visit_files_made ON visit_files (made_at);
