-- What moderators decided, what providers answered, what people reported, and what a council's safeguarding inbox holds.

CREATE TABLE decisions (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    subject TEXT NOT NULL CHECK (subject IN ('listing', 'accreditation', 'provider', 'rating')),
    subject_id INTEGER NOT NULL,
    provider_id INTEGER NOT NULL REFERENCES providers (id),
    about TEXT NOT NULL,
    ruling TEXT NOT NULL,
    words TEXT NOT NULL,
    approved_text TEXT,
    decided_by INTEGER NOT NULL REFERENCES users (id),
    decided_at TEXT NOT NULL
) STRICT;
CREATE INDEX decisions_subject ON decisions (subject, subject_id, id);
CREATE INDEX decisions_provider ON decisions (provider_id, id);

CREATE TABLE appeals (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    decision_id INTEGER NOT NULL REFERENCES decisions (id),
    words TEXT NOT NULL CHECK (length(words) BETWEEN 1 AND 4000),
    made_by INTEGER NOT NULL REFERENCES users (id),
    made_at TEXT NOT NULL,
    outcome TEXT CHECK (outcome IN ('kept', 'changed')),
    answer TEXT,
    answered_by INTEGER REFERENCES users (id),
    answered_at TEXT
) STRICT;
CREATE UNIQUE INDEX appeals_decision ON appeals (decision_id);
CREATE INDEX appeals_waiting ON appeals (answered_at, id);

CREATE TABLE reports (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    subject TEXT NOT NULL CHECK (subject IN ('listing', 'provider', 'rating')),
    subject_id INTEGER NOT NULL,
    provider_id INTEGER NOT NULL REFERENCES providers (id),
    about TEXT NOT NULL,
    reason TEXT NOT NULL CHECK (reason IN ('wrong', 'unsafe', 'fake', 'rude', 'scam', 'at_risk', 'other')),
    words TEXT NOT NULL CHECK (length(words) <= 4000),
    email TEXT,
    user_id INTEGER REFERENCES users (id),
    made_at TEXT NOT NULL,
    outcome TEXT CHECK (outcome IN ('acted', 'nothing_found')),
    closed_by INTEGER REFERENCES users (id),
    closed_at TEXT
) STRICT;
CREATE INDEX reports_subject ON reports (subject, subject_id, id);
CREATE INDEX reports_waiting ON reports (closed_at, id);

CREATE TABLE safeguarding_concerns (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    council_id INTEGER NOT NULL REFERENCES organisations (id),
    source TEXT NOT NULL CHECK (source IN ('report', 'rating')),
    source_id INTEGER NOT NULL,
    holder_id INTEGER REFERENCES holders (id),
    about TEXT NOT NULL,
    path TEXT NOT NULL,
    words TEXT NOT NULL,
    contact TEXT,
    state TEXT NOT NULL CHECK (state IN ('new', 'acknowledged', 'closed')),
    raised_at TEXT NOT NULL,
    acknowledged_by INTEGER REFERENCES users (id),
    acknowledged_at TEXT,
    closed_by INTEGER REFERENCES users (id),
    closed_at TEXT
) STRICT;
CREATE INDEX safeguarding_concerns_council ON safeguarding_concerns (council_id, state, id);
CREATE UNIQUE INDEX safeguarding_concerns_source ON safeguarding_concerns (source, source_id);

CREATE TABLE safeguarding_notes (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    concern_id INTEGER NOT NULL REFERENCES safeguarding_concerns (id),
    words TEXT NOT NULL CHECK (length(words) BETWEEN 1 AND 4000),
    written_by INTEGER NOT NULL REFERENCES users (id),
    written_at TEXT NOT NULL
) STRICT;
CREATE INDEX safeguarding_notes_concern ON safeguarding_notes (concern_id, id);

-- When a moderator decided on a rating; one that is held and was decided on stays off the page.
ALTER TABLE ratings ADD COLUMN moderated_at TEXT;
CREATE INDEX ratings_state ON ratings (state, moderated_at, id);
CREATE INDEX organisations_gss_code ON organisations (gss_code);
-- To find outbox rows that newer ones stand for.
CREATE INDEX search_outbox_listing ON search_outbox (listing_id, id);
