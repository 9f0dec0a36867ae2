-- What becomes of money that is left when a budget's year ends, as a council decided.
CREATE TABLE year_end_policies (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    council_id INTEGER NOT NULL REFERENCES organisations (id),
    keep TEXT NOT NULL CHECK (keep IN ('all', 'share', 'weeks', 'nothing')),
    per_cent INTEGER NOT NULL CHECK (per_cent BETWEEN 0 AND 100),
    weeks INTEGER NOT NULL CHECK (weeks BETWEEN 0 AND 52),
    give_back TEXT NOT NULL CHECK (give_back IN ('first', 'last')),
    updated_by INTEGER NOT NULL REFERENCES users (id),
    updated_at TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX year_end_policies_council ON year_end_policies (council_id);

-- What was done with it. A pot has a second row when something came free after the first.
CREATE TABLE year_ends (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    pot_id INTEGER NOT NULL REFERENCES pots (id),
    number INTEGER NOT NULL CHECK (number > 0),
    next_pot_id INTEGER REFERENCES pots (id),
    given_back_pence INTEGER NOT NULL CHECK (given_back_pence >= 0),
    carried_pence INTEGER NOT NULL CHECK (carried_pence >= 0),
    recovered_pence INTEGER NOT NULL CHECK (recovered_pence >= 0),
    done_by INTEGER NOT NULL REFERENCES users (id),
    done_at TEXT NOT NULL,
    CHECK ((carried_pence > 0) = (next_pot_id IS NOT NULL))
) STRICT;
CREATE UNIQUE INDEX year_ends_number ON year_ends (pot_id, number);
CREATE INDEX year_ends_next ON year_ends (next_pot_id);

-- How a stream's money arrives, and who collects it where it is the person's own contribution. A stream without a row
-- arrived whole when it was put in.
CREATE TABLE stream_terms (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    funding_stream_id INTEGER NOT NULL REFERENCES funding_streams (id),
    arrives TEXT NOT NULL CHECK (arrives IN ('all_at_once', 'weekly', 'four_weekly', 'front_loaded')),
    collector TEXT CHECK (collector IN ('council', 'provider', 'person'))
) STRICT;
CREATE UNIQUE INDEX stream_terms_stream ON stream_terms (funding_stream_id);

CREATE TABLE arrivals (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    funding_stream_id INTEGER NOT NULL REFERENCES funding_streams (id),
    number INTEGER NOT NULL CHECK (number > 0),
    due_on TEXT NOT NULL,
    amount_pence INTEGER NOT NULL CHECK (amount_pence > 0),
    arrived_at TEXT
) STRICT;
CREATE UNIQUE INDEX arrivals_number ON arrivals (funding_stream_id, number);
CREATE INDEX arrivals_due ON arrivals (due_on) WHERE arrived_at IS NULL;

-- The most that a pot may pay for one unit.
CREATE TABLE pot_price_limits (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    pot_id INTEGER NOT NULL REFERENCES pots (id),
    unit TEXT NOT NULL,
    highest_pence INTEGER NOT NULL CHECK (highest_pence > 0)
) STRICT;
CREATE UNIQUE INDEX pot_price_limits_unit ON pot_price_limits (pot_id, unit);
