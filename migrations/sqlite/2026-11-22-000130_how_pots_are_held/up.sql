-- A budget that an officer is splitting into pots, before it is agreed: as JSON, because nothing counts on it yet.
CREATE TABLE budget_drafts (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    holder_id INTEGER NOT NULL REFERENCES holders (id),
    words TEXT NOT NULL,
    version INTEGER NOT NULL CHECK (version > 0),
    changed_by INTEGER NOT NULL REFERENCES users (id),
    changed_at TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX budget_drafts_holder ON budget_drafts (holder_id);

-- How a pot is held from a day on, by whom, and who decided it. Rows are only added; the newest that is in force counts.
CREATE TABLE pot_holdings (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    pot_id INTEGER NOT NULL REFERENCES pots (id),
    held_as TEXT NOT NULL CHECK (held_as IN ('direct_payment', 'council_managed', 'lead_professional', 'isf', 'brokered', 'third_party', 'voucher', 'own_money')),
    from_on TEXT NOT NULL,
    user_id INTEGER REFERENCES users (id),
    organisation_id INTEGER REFERENCES organisations (id),
    scopes TEXT NOT NULL,
    allows TEXT NOT NULL,
    fee_pence INTEGER CHECK (fee_pence >= 0),
    reason TEXT NOT NULL CHECK (length(reason) <= 500),
    made_by INTEGER REFERENCES users (id),
    made_at TEXT NOT NULL,
    mandate_id INTEGER REFERENCES mandates (id),
    applied_at TEXT
) STRICT;
CREATE INDEX pot_holdings_pot ON pot_holdings (pot_id, from_on);
CREATE INDEX pot_holdings_due ON pot_holdings (applied_at, from_on);
CREATE INDEX pot_holdings_organisation ON pot_holdings (organisation_id);

-- Which of their pots somebody's next orders are paid from; without a row, the first.
CREATE TABLE pot_choices (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    holder_id INTEGER NOT NULL REFERENCES holders (id),
    pot_id INTEGER NOT NULL REFERENCES pots (id),
    chosen_at TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX pot_choices_holder ON pot_choices (holder_id);

-- What the money of a funding stream is only for: categories, by code. A stream without a row is for anything.
CREATE TABLE stream_purposes (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    funding_stream_id INTEGER NOT NULL REFERENCES funding_streams (id),
    category TEXT NOT NULL CHECK (length(category) BETWEEN 1 AND 100)
) STRICT;
CREATE UNIQUE INDEX stream_purposes_category ON stream_purposes (funding_stream_id, category);
