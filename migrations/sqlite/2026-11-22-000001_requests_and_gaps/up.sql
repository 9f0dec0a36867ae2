-- What a pot may buy, what people ask for and can't find, and what searches didn't find.

ALTER TABLE plan_lines ADD COLUMN hours_hundredths INTEGER CHECK (hours_hundredths > 0);

CREATE TABLE pot_allows (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    pot_id INTEGER NOT NULL REFERENCES pots (id),
    kind TEXT NOT NULL CHECK (kind IN ('category', 'provider')),
    value TEXT NOT NULL CHECK (length(value) BETWEEN 1 AND 100)
) STRICT;
CREATE UNIQUE INDEX pot_allows_value ON pot_allows (pot_id, kind, value);

CREATE TABLE requests (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    holder_id INTEGER NOT NULL REFERENCES holders (id),
    asked_by INTEGER NOT NULL REFERENCES users (id),
    mandate_id INTEGER REFERENCES mandates (id),
    words TEXT NOT NULL CHECK (length(words) BETWEEN 1 AND 1000),
    category TEXT,
    area TEXT NOT NULL CHECK (length(area) BETWEEN 1 AND 80),
    weekdays INTEGER NOT NULL CHECK (weekdays BETWEEN 0 AND 127),
    weekly_limit_pence INTEGER CHECK (weekly_limit_pence > 0),
    status TEXT NOT NULL CHECK (status IN ('open', 'withdrawn')),
    created_at TEXT NOT NULL,
    closed_at TEXT
) STRICT;
CREATE INDEX requests_holder ON requests (holder_id, created_at);
CREATE INDEX requests_status ON requests (status, created_at);

CREATE TABLE search_gaps (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    on_day TEXT NOT NULL,
    words TEXT NOT NULL CHECK (length(words) <= 80),
    area TEXT NOT NULL CHECK (length(area) <= 80),
    council_code TEXT NOT NULL,
    filters TEXT NOT NULL CHECK (length(filters) <= 200),
    outcome TEXT NOT NULL CHECK (outcome IN ('nothing', 'some_words')),
    searches INTEGER NOT NULL CHECK (searches > 0)
) STRICT;
CREATE UNIQUE INDEX search_gaps_same ON search_gaps (on_day, words, area, council_code, filters, outcome);
