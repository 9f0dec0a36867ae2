-- A council's tolerance may differ for a provider or for an order; and what a payer owes a provider back, because a
-- payment came back whole after a part of it had been refunded.

CREATE TABLE tolerances (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    council_id INTEGER NOT NULL REFERENCES organisations (id),
    provider_id INTEGER REFERENCES providers (id),
    order_id INTEGER REFERENCES orders (id),
    tolerance_pence INTEGER NOT NULL CHECK (tolerance_pence BETWEEN 0 AND 10000),
    updated_by INTEGER NOT NULL REFERENCES users (id),
    updated_at TEXT NOT NULL,
    CHECK ((provider_id IS NULL) <> (order_id IS NULL))
) STRICT;
CREATE UNIQUE INDEX tolerances_provider ON tolerances (council_id, provider_id);
CREATE UNIQUE INDEX tolerances_order ON tolerances (council_id, order_id);

CREATE TABLE owed_back (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    payment_id INTEGER NOT NULL REFERENCES payments (id),
    invoice_id INTEGER NOT NULL REFERENCES invoices (id),
    amount_pence INTEGER NOT NULL CHECK (amount_pence > 0),
    noted_at TEXT NOT NULL,
    given_at TEXT,
    given_by INTEGER REFERENCES users (id),
    evidence TEXT,
    CHECK ((given_at IS NULL) = (given_by IS NULL))
) STRICT;
CREATE UNIQUE INDEX owed_back_payment ON owed_back (payment_id);
CREATE INDEX owed_back_invoice ON owed_back (invoice_id);
