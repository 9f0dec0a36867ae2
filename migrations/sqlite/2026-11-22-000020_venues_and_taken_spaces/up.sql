-- Where a listing takes place, when that isn't the provider's own address; and which orders took a space of a listing.

ALTER TABLE listings ADD COLUMN venue TEXT;

CREATE TABLE taken_spaces (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    order_id INTEGER NOT NULL REFERENCES orders (id),
    listing_id INTEGER NOT NULL REFERENCES listings (id),
    taken_at TEXT NOT NULL,
    returned_at TEXT
) STRICT;
CREATE UNIQUE INDEX taken_spaces_order ON taken_spaces (order_id, listing_id);
CREATE INDEX taken_spaces_listing ON taken_spaces (listing_id);
