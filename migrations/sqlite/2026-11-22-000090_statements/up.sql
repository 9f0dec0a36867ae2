-- A month of a pot that is closed: its statement says the same for ever. What is on it follows from when a transfer was
-- made and from the newest transfer there was at the closing; what comes later is on the next one. The balances are
-- what was said; they are held against the transfers whenever the statement is opened.
CREATE TABLE statements (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    pot_id INTEGER NOT NULL REFERENCES pots (id),
    month TEXT NOT NULL,
    newest_transfer_id INTEGER NOT NULL CHECK (newest_transfer_id >= 0),
    plan_id INTEGER REFERENCES plans (id),
    available_pence INTEGER NOT NULL,
    committed_pence INTEGER NOT NULL,
    delivered_pence INTEGER NOT NULL,
    invoiced_pence INTEGER NOT NULL,
    paid_pence INTEGER NOT NULL,
    recovered_pence INTEGER NOT NULL,
    closed_at TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX statements_month ON statements (pot_id, month);
CREATE TRIGGER statements_refuse_delete BEFORE DELETE ON statements
BEGIN
    SELECT RAISE(ABORT, 'statements are never deleted');
END;
CREATE TRIGGER statements_refuse_change BEFORE UPDATE ON statements
BEGIN
    SELECT RAISE(ABORT, 'what a statement says is never changed');
END;

-- Somebody wants no mails about a holder's statements.
CREATE TABLE statement_mail_stops (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    user_id INTEGER NOT NULL REFERENCES users (id),
    holder_id INTEGER NOT NULL REFERENCES holders (id),
    stopped_at TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX statement_mail_stops_once ON statement_mail_stops (holder_id, user_id);
