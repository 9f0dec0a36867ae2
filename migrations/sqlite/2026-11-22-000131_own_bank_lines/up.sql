-- A file from somebody's own bank, and which of its columns mean what. Its text goes once its lines are kept.
CREATE TABLE own_bank_files (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    pot_id INTEGER NOT NULL REFERENCES pots (id),
    name TEXT NOT NULL CHECK (length(name) <= 200),
    header TEXT NOT NULL,
    meanings TEXT NOT NULL,
    words TEXT,
    sent_by INTEGER NOT NULL REFERENCES users (id),
    sent_at TEXT NOT NULL
) STRICT;
CREATE INDEX own_bank_files_pot ON own_bank_files (pot_id, header);

-- A line of somebody's own bank account, and what the money was for.
CREATE TABLE own_bank_lines (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    pot_id INTEGER NOT NULL REFERENCES pots (id),
    hash TEXT NOT NULL,
    booked_on TEXT NOT NULL,
    amount_pence INTEGER NOT NULL CHECK (amount_pence <> 0),
    words TEXT NOT NULL CHECK (length(words) <= 500),
    state TEXT NOT NULL CHECK (state IN ('open', 'invoice', 'outside', 'private', 'paid_back', 'other')),
    invoice_id INTEGER REFERENCES invoices (id),
    plan_line_id INTEGER REFERENCES plan_lines (id),
    note TEXT NOT NULL CHECK (length(note) <= 500),
    turns INTEGER NOT NULL CHECK (turns >= 0),
    payment_id INTEGER REFERENCES payments (id),
    said_at TEXT,
    added_by INTEGER NOT NULL REFERENCES users (id),
    mandate_id INTEGER REFERENCES mandates (id),
    added_at TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX own_bank_lines_once ON own_bank_lines (pot_id, hash);
CREATE UNIQUE INDEX own_bank_lines_invoice ON own_bank_lines (invoice_id);

-- A receipt, or a page of the bank's paper, that goes with a line.
CREATE TABLE own_bank_papers (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    line_id INTEGER NOT NULL REFERENCES own_bank_lines (id),
    name TEXT NOT NULL CHECK (length(name) <= 200),
    kind TEXT NOT NULL CHECK (kind IN ('pdf', 'jpeg', 'png')),
    size INTEGER NOT NULL CHECK (size >= 0),
    stored TEXT NOT NULL,
    sent_by INTEGER NOT NULL REFERENCES users (id),
    sent_at TEXT NOT NULL
) STRICT;
CREATE INDEX own_bank_papers_line ON own_bank_papers (line_id, id);
