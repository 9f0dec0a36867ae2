-- Pots whose council is asked first, before anything is ordered that is outside of the plan or goes over it.
CREATE TABLE pot_asks (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    pot_id INTEGER NOT NULL REFERENCES pots (id)
) STRICT;
CREATE UNIQUE INDEX pot_asks_pot ON pot_asks (pot_id);

-- What was asked for, and what the council said. One that was agreed is used by the order that is placed with it.
CREATE TABLE spending_requests (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    holder_id INTEGER NOT NULL REFERENCES holders (id),
    pot_id INTEGER NOT NULL REFERENCES pots (id),
    listing_id INTEGER NOT NULL REFERENCES listings (id),
    plan_line_id INTEGER REFERENCES plan_lines (id),
    amount_pence INTEGER NOT NULL CHECK (amount_pence > 0),
    state TEXT NOT NULL CHECK (state IN ('asked', 'agreed', 'refused', 'taken_back', 'used')),
    why TEXT NOT NULL CHECK (length(why) <= 500),
    asked_by INTEGER NOT NULL REFERENCES users (id),
    mandate_id INTEGER REFERENCES mandates (id),
    asked_at TEXT NOT NULL,
    answer TEXT CHECK (length(answer) <= 500),
    answered_by INTEGER REFERENCES users (id),
    answered_at TEXT
) STRICT;
CREATE INDEX spending_requests_holder ON spending_requests (holder_id);
CREATE INDEX spending_requests_asked ON spending_requests (id) WHERE state = 'asked';
