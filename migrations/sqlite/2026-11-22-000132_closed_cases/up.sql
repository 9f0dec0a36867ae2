-- A person's case that their council closed: why, from when, and until when what the law needs is kept.
CREATE TABLE closed_cases (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    holder_id INTEGER NOT NULL REFERENCES holders (id),
    reason TEXT NOT NULL CHECK (reason IN ('deceased', 'moved', 'nhs', 'ended', 'other')),
    ended_on TEXT NOT NULL,
    goes_to TEXT NOT NULL CHECK (length(goes_to) <= 200),
    note TEXT NOT NULL CHECK (length(note) <= 500),
    keep_until_on TEXT NOT NULL,
    closed_by INTEGER NOT NULL REFERENCES users (id),
    closed_at TEXT NOT NULL,
    deleted_at TEXT,
    reopened_at TEXT,
    reopened_by INTEGER REFERENCES users (id),
    reopened_why TEXT
) STRICT;
-- A case is closed once, until it is opened again.
CREATE UNIQUE INDEX closed_cases_holder ON closed_cases (holder_id) WHERE reopened_at IS NULL;
CREATE INDEX closed_cases_keep ON closed_cases (keep_until_on);

-- What went out of a pot because its person's case was closed.
CREATE TABLE case_settlements (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    case_id INTEGER NOT NULL REFERENCES closed_cases (id),
    pot_id INTEGER NOT NULL REFERENCES pots (id),
    given_back_pence INTEGER NOT NULL CHECK (given_back_pence >= 0),
    recovered_pence INTEGER NOT NULL CHECK (recovered_pence >= 0),
    settled_at TEXT NOT NULL
) STRICT;
CREATE INDEX case_settlements_case ON case_settlements (case_id, pot_id);

-- For how many years after the year of closing a council keeps the records.
CREATE TABLE keeping_policies (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    council_id INTEGER NOT NULL REFERENCES organisations (id),
    years INTEGER NOT NULL CHECK (years >= 6 AND years <= 25),
    updated_by INTEGER NOT NULL REFERENCES users (id),
    updated_at TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX keeping_policies_council ON keeping_policies (council_id);

-- Addresses that nothing is sent to any more.
CREATE TABLE mail_stops (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    address TEXT NOT NULL,
    stopped_at TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX mail_stops_address ON mail_stops (address);

-- Nothing new is paid from a closed pot, and nobody signs in with a closed account.
ALTER TABLE pots ADD COLUMN closed_at TEXT;
ALTER TABLE users ADD COLUMN closed_at TEXT;
