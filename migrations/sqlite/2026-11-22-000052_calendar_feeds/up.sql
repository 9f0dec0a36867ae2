-- Calendars elsewhere that follow visits at a secret address, of which only the hash is kept.

CREATE TABLE calendar_feeds (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    user_id INTEGER NOT NULL REFERENCES users (id),
    whose TEXT NOT NULL CHECK (whose IN ('holder', 'provider', 'people')),
    holder_id INTEGER REFERENCES holders (id),
    organisation_id INTEGER REFERENCES organisations (id),
    token_hash TEXT NOT NULL,
    made_at TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX calendar_feeds_hash ON calendar_feeds (token_hash);
CREATE INDEX calendar_feeds_user ON calendar_feeds (user_id);
CREATE INDEX calendar_feeds_holder ON calendar_feeds (holder_id);
CREATE INDEX calendar_feeds_organisation ON calendar_feeds (organisation_id);
