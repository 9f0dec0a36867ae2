-- Payments: providers' bank accounts, payment runs and their payments, and bank statements.

-- Where Peppol delivers to, as "0088:5060012349998".
ALTER TABLE billing_details ADD COLUMN electronic_address TEXT;
ALTER TABLE billing_settings ADD COLUMN electronic_address TEXT;

-- A provider's bank account as somebody entered it. Only a confirmed one is paid to.
CREATE TABLE bank_accounts (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    provider_id INTEGER NOT NULL REFERENCES providers (id),
    name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 70),
    sort_code TEXT NOT NULL CHECK (length(sort_code) = 6),
    account_number TEXT NOT NULL CHECK (length(account_number) = 8),
    status TEXT NOT NULL CHECK (status IN ('waiting', 'confirmed', 'replaced', 'refused')),
    code_hash TEXT NOT NULL,
    tries INTEGER NOT NULL CHECK (tries >= 0),
    entered_by INTEGER NOT NULL REFERENCES users (id),
    entered_at TEXT NOT NULL,
    expires_at TEXT NOT NULL,
    ended_by INTEGER REFERENCES users (id),
    ended_at TEXT
) STRICT;
CREATE INDEX bank_accounts_provider ON bank_accounts (provider_id, id);
CREATE UNIQUE INDEX bank_accounts_confirmed ON bank_accounts (provider_id) WHERE status = 'confirmed';

-- The account that a council pays from.
CREATE TABLE payer_accounts (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    council_id INTEGER NOT NULL REFERENCES organisations (id),
    name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 70),
    sort_code TEXT NOT NULL CHECK (length(sort_code) = 6),
    account_number TEXT NOT NULL CHECK (length(account_number) = 8),
    updated_by INTEGER NOT NULL REFERENCES users (id),
    updated_at TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX payer_accounts_council ON payer_accounts (council_id);

CREATE TABLE payment_runs (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    council_id INTEGER NOT NULL REFERENCES organisations (id),
    status TEXT NOT NULL CHECK (status IN ('made', 'sent', 'cancelled')),
    payer_name TEXT NOT NULL,
    payer_sort_code TEXT NOT NULL,
    payer_account TEXT NOT NULL,
    pay_on TEXT NOT NULL,
    file TEXT,
    made_by INTEGER NOT NULL REFERENCES users (id),
    made_at TEXT NOT NULL,
    ended_by INTEGER REFERENCES users (id),
    ended_at TEXT,
    CHECK ((status = 'sent') = (file IS NOT NULL))
) STRICT;
CREATE INDEX payment_runs_council ON payment_runs (council_id, id);

CREATE TABLE payments (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    run_id INTEGER REFERENCES payment_runs (id),
    invoice_id INTEGER NOT NULL REFERENCES invoices (id),
    pot_id INTEGER NOT NULL REFERENCES pots (id),
    amount_pence INTEGER NOT NULL CHECK (amount_pence > 0),
    payee_name TEXT,
    payee_sort_code TEXT,
    payee_account TEXT,
    status TEXT NOT NULL CHECK (status IN ('made', 'sent', 'paid', 'failed', 'reversed', 'withdrawn')),
    evidence TEXT,
    reason TEXT,
    made_by INTEGER NOT NULL REFERENCES users (id),
    mandate_id INTEGER REFERENCES mandates (id),
    made_at TEXT NOT NULL,
    paid_on TEXT,
    ended_at TEXT,
    CHECK (run_id IS NULL OR payee_account IS NOT NULL),
    CHECK (run_id IS NOT NULL OR status NOT IN ('made', 'sent')),
    CHECK (status NOT IN ('paid', 'reversed') OR paid_on IS NOT NULL)
) STRICT;
CREATE INDEX payments_run ON payments (run_id, id);
CREATE INDEX payments_invoice ON payments (invoice_id, id);
-- An invoice is never paid by two payments at once.
CREATE UNIQUE INDEX payments_live ON payments (invoice_id) WHERE status IN ('made', 'sent', 'paid');

CREATE TABLE bank_statements (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    council_id INTEGER NOT NULL REFERENCES organisations (id),
    name TEXT NOT NULL,
    hash TEXT NOT NULL,
    opening_pence INTEGER NOT NULL,
    closing_pence INTEGER NOT NULL,
    read_by INTEGER NOT NULL REFERENCES users (id),
    read_at TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX bank_statements_hash ON bank_statements (council_id, hash);

CREATE TABLE bank_lines (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    statement_id INTEGER NOT NULL REFERENCES bank_statements (id),
    council_id INTEGER NOT NULL REFERENCES organisations (id),
    hash TEXT NOT NULL,
    booked_on TEXT NOT NULL,
    amount_pence INTEGER NOT NULL,
    words TEXT NOT NULL,
    outcome TEXT NOT NULL CHECK (outcome IN ('paid', 'came_back', 'failed', 'refunded', 'other', 'look')),
    why TEXT,
    payment_id INTEGER REFERENCES payments (id),
    credit_note_id INTEGER REFERENCES credit_notes (id),
    CHECK (outcome <> 'look' OR why IS NOT NULL)
) STRICT;
CREATE INDEX bank_lines_statement ON bank_lines (statement_id, id);
-- The same line in two statements counts once.
CREATE UNIQUE INDEX bank_lines_hash ON bank_lines (council_id, hash);
