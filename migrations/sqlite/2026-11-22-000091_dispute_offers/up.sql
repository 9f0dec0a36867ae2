-- One side of a dispute offers that this much of the visit is paid. The newest offer counts; the other side may agree to
-- it, which settles the dispute.
CREATE TABLE dispute_offers (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    dispute_id INTEGER NOT NULL REFERENCES disputes (id),
    side TEXT NOT NULL CHECK (side IN ('holder', 'provider')),
    units_hundredths INTEGER NOT NULL CHECK (units_hundredths >= 0),
    made_by INTEGER NOT NULL REFERENCES users (id),
    mandate_id INTEGER REFERENCES mandates (id),
    made_at TEXT NOT NULL
) STRICT;
CREATE INDEX dispute_offers_dispute ON dispute_offers (dispute_id, id);
