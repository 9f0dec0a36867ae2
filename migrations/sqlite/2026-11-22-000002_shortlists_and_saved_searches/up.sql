-- What people keep: listings they like, and searches that tell them of new ones.

CREATE TABLE shortlist_entries (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    holder_id INTEGER REFERENCES holders (id),
    user_id INTEGER REFERENCES users (id),
    listing_id INTEGER NOT NULL REFERENCES listings (id),
    note TEXT NOT NULL CHECK (length(note) <= 500),
    added_by INTEGER NOT NULL REFERENCES users (id),
    mandate_id INTEGER REFERENCES mandates (id),
    created_at TEXT NOT NULL,
    removed_at TEXT,
    CHECK ((holder_id IS NULL) <> (user_id IS NULL))
) STRICT;
CREATE UNIQUE INDEX shortlist_entries_holder_listing ON shortlist_entries (holder_id, listing_id);
CREATE UNIQUE INDEX shortlist_entries_user_listing ON shortlist_entries (user_id, listing_id);
CREATE INDEX shortlist_entries_removed ON shortlist_entries (removed_at);

CREATE TABLE saved_searches (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    user_id INTEGER NOT NULL REFERENCES users (id),
    name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 100),
    address TEXT NOT NULL CHECK (length(address) <= 4000),
    mails TEXT NOT NULL CHECK (mails IN ('none', 'daily', 'weekly')),
    created_at TEXT NOT NULL,
    looked_on TEXT NOT NULL,
    looked_at TEXT NOT NULL,
    removed_at TEXT
) STRICT;
CREATE INDEX saved_searches_user ON saved_searches (user_id);
CREATE INDEX saved_searches_due ON saved_searches (mails, looked_on);
CREATE INDEX saved_searches_removed ON saved_searches (removed_at);

CREATE TABLE saved_search_matches (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    saved_search_id INTEGER NOT NULL REFERENCES saved_searches (id),
    listing_id INTEGER NOT NULL REFERENCES listings (id),
    told_at TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX saved_search_matches_listing ON saved_search_matches (saved_search_id, listing_id);

CREATE TABLE saved_search_mails (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    user_id INTEGER NOT NULL REFERENCES users (id),
    on_day TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX saved_search_mails_day ON saved_search_mails (user_id, on_day);
