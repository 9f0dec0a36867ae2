-- Pictures of listings, what listings said at each time, who was told of a new price, and who waits for a space.

CREATE TABLE listing_pictures (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    listing_id INTEGER NOT NULL REFERENCES listings (id),
    position INTEGER NOT NULL,
    key TEXT NOT NULL,
    width INTEGER NOT NULL CHECK (width > 0),
    height INTEGER NOT NULL CHECK (height > 0),
    alt TEXT NOT NULL CHECK (length(alt) BETWEEN 1 AND 250),
    added_at TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX listing_pictures_key ON listing_pictures (key);
CREATE INDEX listing_pictures_listing ON listing_pictures (listing_id, position);

CREATE TABLE listing_versions (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    listing_id INTEGER NOT NULL REFERENCES listings (id),
    number INTEGER NOT NULL CHECK (number >= 0),
    made_at TEXT NOT NULL,
    made_by INTEGER REFERENCES users (id),
    snapshot TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX listing_versions_number ON listing_versions (listing_id, number);
CREATE INDEX listing_versions_made_by ON listing_versions (made_by);

ALTER TABLE listings ADD COLUMN version INTEGER NOT NULL DEFAULT 0;
ALTER TABLE order_lines ADD COLUMN listing_version_id INTEGER REFERENCES listing_versions (id);
CREATE INDEX order_lines_listing_version ON order_lines (listing_version_id);

CREATE TABLE price_notices (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    order_id INTEGER NOT NULL REFERENCES orders (id),
    listing_version_id INTEGER NOT NULL REFERENCES listing_versions (id),
    told_at TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX price_notices_once ON price_notices (order_id, listing_version_id);
CREATE INDEX price_notices_version ON price_notices (listing_version_id);

CREATE TABLE waiting_places (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    listing_id INTEGER NOT NULL REFERENCES listings (id),
    holder_id INTEGER NOT NULL REFERENCES holders (id),
    name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
    contact TEXT NOT NULL CHECK (length(contact) BETWEEN 1 AND 200),
    state TEXT NOT NULL CHECK (state IN ('waiting', 'offered', 'left', 'lapsed')),
    joined_by INTEGER NOT NULL REFERENCES users (id),
    joined_at TEXT NOT NULL,
    offered_until TEXT,
    changed_at TEXT NOT NULL
) STRICT;
CREATE INDEX waiting_places_listing ON waiting_places (listing_id, state, id);
CREATE INDEX waiting_places_holder ON waiting_places (holder_id, listing_id);
CREATE INDEX waiting_places_joined_by ON waiting_places (joined_by);
CREATE INDEX waiting_places_state ON waiting_places (state, offered_until);
