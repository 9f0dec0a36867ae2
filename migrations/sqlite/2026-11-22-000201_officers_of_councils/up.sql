-- Who looks after a council's officers: they invite others and say who may do what.
CREATE TABLE officer_managers (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    organisation_id INTEGER NOT NULL REFERENCES organisations (id),
    user_id INTEGER NOT NULL REFERENCES users (id),
    given_at TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX officer_managers_once ON officer_managers (organisation_id, user_id);

-- Invitations to become an officer, of which only the hash of the link is kept. The first one of a council comes from the
-- command line, and so from nobody.
CREATE TABLE officer_invites (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    organisation_id INTEGER NOT NULL REFERENCES organisations (id),
    email TEXT NOT NULL,
    rights TEXT NOT NULL CHECK (length(rights) BETWEEN 1 AND 200),
    token_hash TEXT NOT NULL,
    invited_by INTEGER REFERENCES users (id),
    created_at TEXT NOT NULL,
    expires_at TEXT NOT NULL,
    ended_at TEXT
) STRICT;
CREATE UNIQUE INDEX officer_invites_hash ON officer_invites (token_hash);
CREATE INDEX officer_invites_organisation ON officer_invites (organisation_id, email);
