-- Files kept outside the database: which of them are wanted.

CREATE TABLE stored_files (
    key TEXT PRIMARY KEY NOT NULL CHECK (length(key) BETWEEN 1 AND 80),
    bytes INTEGER NOT NULL CHECK (bytes >= 0),
    state TEXT NOT NULL CHECK (state IN ('waiting', 'kept', 'released')),
    changed_at TEXT NOT NULL
) STRICT;
CREATE INDEX stored_files_state ON stored_files (state, changed_at);
