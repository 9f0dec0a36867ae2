-- What somebody does within a provider's staff; none for those who were there before, who manage everything.
ALTER TABLE memberships ADD COLUMN provider_role TEXT CHECK (provider_role IN ('manager', 'listings', 'visits'));

-- An invitation to join a provider's staff: a link that was mailed, of which only the hash is kept.
CREATE TABLE staff_invites (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    organisation_id INTEGER NOT NULL REFERENCES organisations (id),
    email TEXT NOT NULL,
    provider_role TEXT NOT NULL CHECK (provider_role IN ('manager', 'listings', 'visits')),
    token_hash TEXT NOT NULL,
    invited_by INTEGER NOT NULL REFERENCES users (id),
    created_at TEXT NOT NULL,
    expires_at TEXT NOT NULL,
    ended_at TEXT
) STRICT;
CREATE UNIQUE INDEX staff_invites_token ON staff_invites (token_hash);
CREATE INDEX staff_invites_organisation ON staff_invites (organisation_id);

-- The level of a check ("enhanced"), why it was refused, which one it renews, and the day a newer one replaced it.
ALTER TABLE accreditations ADD COLUMN level TEXT;
ALTER TABLE accreditations ADD COLUMN refused_reason TEXT;
ALTER TABLE accreditations ADD COLUMN renews_id INTEGER;
ALTER TABLE accreditations ADD COLUMN replaced_on TEXT;

-- What was told of an accreditation that runs out: each once, so that nobody hears it twice.
CREATE TABLE accreditation_notices (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    accreditation_id INTEGER NOT NULL REFERENCES accreditations (id),
    notice TEXT NOT NULL CHECK (notice IN ('days_60', 'days_30', 'days_7', 'ended')),
    sent_at TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX accreditation_notices_once ON accreditation_notices (accreditation_id, notice);

-- A holder with a running order was told that a check their provider needs has run out.
CREATE TABLE lapse_warnings (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    accreditation_id INTEGER NOT NULL REFERENCES accreditations (id),
    holder_id INTEGER NOT NULL REFERENCES holders (id),
    sent_at TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX lapse_warnings_once ON lapse_warnings (accreditation_id, holder_id);

-- What a provider says of itself beyond what search needs, and how far it got in telling us.
CREATE TABLE provider_profiles (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    provider_id INTEGER NOT NULL REFERENCES providers (id),
    charity_number TEXT,
    company_number TEXT,
    cqc_provider TEXT,
    other_phone TEXT,
    opening_times TEXT NOT NULL,
    complaints TEXT NOT NULL,
    about_us TEXT NOT NULL,
    districts TEXT NOT NULL,
    councils TEXT NOT NULL,
    radius_miles INTEGER CHECK (radius_miles BETWEEN 0 AND 500),
    no_area_at TEXT,
    no_checks_at TEXT,
    previewed_at TEXT,
    updated_at TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX provider_profiles_provider ON provider_profiles (provider_id);

-- Somebody says that an entry from open data is their organisation.
CREATE TABLE provider_claims (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    provider_id INTEGER NOT NULL REFERENCES providers (id),
    organisation_id INTEGER NOT NULL REFERENCES organisations (id),
    user_id INTEGER NOT NULL REFERENCES users (id),
    job TEXT NOT NULL,
    words TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('code_sent', 'waiting', 'accepted', 'refused', 'withdrawn')),
    code_hash TEXT,
    code_expires_at TEXT,
    tries INTEGER NOT NULL CHECK (tries >= 0),
    reason TEXT,
    decided_by INTEGER REFERENCES users (id),
    decided_at TEXT,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL
) STRICT;
CREATE INDEX provider_claims_provider ON provider_claims (provider_id);
CREATE INDEX provider_claims_organisation ON provider_claims (organisation_id);
CREATE INDEX provider_claims_state ON provider_claims (state, id);

-- A certificate or letter that was sent as proof, of an accreditation or of a claim; the bytes are in the file store.
CREATE TABLE evidence_files (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    accreditation_id INTEGER REFERENCES accreditations (id),
    claim_id INTEGER REFERENCES provider_claims (id),
    name TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('pdf', 'jpeg', 'png')),
    size_bytes INTEGER NOT NULL CHECK (size_bytes > 0),
    stored TEXT NOT NULL,
    sent_by INTEGER NOT NULL REFERENCES users (id),
    created_at TEXT NOT NULL,
    CHECK ((accreditation_id IS NULL) <> (claim_id IS NULL))
) STRICT;
CREATE INDEX evidence_files_accreditation ON evidence_files (accreditation_id);
CREATE INDEX evidence_files_claim ON evidence_files (claim_id);
