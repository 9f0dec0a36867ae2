-- The council's own name for a case, so that its other papers are found.
ALTER TABLE holders ADD COLUMN case_reference TEXT;
CREATE UNIQUE INDEX holders_case_reference ON holders (council_id, case_reference);

-- Asking somebody to sign in as the person whom a council took on, or to bring the account they have. Only the hash of the
-- link is kept. Without a holder nothing was made yet: what was typed waits for their yes.
CREATE TABLE holder_invites (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    council_id INTEGER NOT NULL REFERENCES organisations (id),
    holder_id INTEGER REFERENCES holders (id),
    email TEXT NOT NULL,
    token_hash TEXT NOT NULL,
    detail TEXT NOT NULL CHECK (length(detail) <= 4000),
    invited_by INTEGER NOT NULL REFERENCES users (id),
    created_at TEXT NOT NULL,
    expires_at TEXT NOT NULL,
    ended_at TEXT
) STRICT;
CREATE UNIQUE INDEX holder_invites_hash ON holder_invites (token_hash);
CREATE INDEX holder_invites_council ON holder_invites (council_id, email);
CREATE INDEX holder_invites_holder ON holder_invites (holder_id);
