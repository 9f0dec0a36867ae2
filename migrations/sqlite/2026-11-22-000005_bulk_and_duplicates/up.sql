-- Where entries come from and what their source last said of them; a provider's own files; duplicates and merging.

-- What a source brought: for each field a digest of what it last said, so that what people edited is left alone.
CREATE TABLE imported_entries (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    source TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('provider', 'listing')),
    key TEXT NOT NULL,
    provider_id INTEGER NOT NULL REFERENCES providers (id),
    listing_id INTEGER REFERENCES listings (id),
    fields TEXT NOT NULL,
    hash TEXT NOT NULL,
    gone_at TEXT,
    CHECK ((kind = 'listing') = (listing_id IS NOT NULL))
) STRICT;
CREATE UNIQUE INDEX imported_entries_key ON imported_entries (key, kind);
CREATE INDEX imported_entries_provider ON imported_entries (provider_id, kind);
CREATE INDEX imported_entries_source ON imported_entries (source, kind, id);

-- What was imported before this table was there: what the source said of each field isn't known.
INSERT INTO imported_entries (source, kind, key, provider_id, fields, hash)
SELECT CASE source
    WHEN 'Care Quality Commission' THEN 'cqc'
    WHEN 'Trafford Data Lab' THEN 'mental_health'
    ELSE 'care_homes' END, 'provider', source_key, id, '', coalesce(source_hash, '')
FROM providers WHERE source_key IS NOT NULL;
INSERT INTO imported_entries (source, kind, key, provider_id, listing_id, fields, hash)
SELECT e.source, 'listing', e.key, e.provider_id, (SELECT min(l.id) FROM listings l WHERE l.provider_id = e.provider_id), '', e.hash
FROM imported_entries e
WHERE e.kind = 'provider' AND EXISTS (SELECT 1 FROM listings l WHERE l.provider_id = e.provider_id);

-- A provider that was merged into another: its address leads there.
CREATE TABLE merged_providers (
    provider_id INTEGER PRIMARY KEY NOT NULL REFERENCES providers (id),
    into_id INTEGER NOT NULL REFERENCES providers (id),
    merged_by INTEGER NOT NULL REFERENCES users (id),
    merged_at TEXT NOT NULL,
    CHECK (provider_id <> into_id)
) STRICT;
CREATE INDEX merged_providers_into ON merged_providers (into_id);

-- Two providers that may be one; the one made first comes first.
CREATE TABLE duplicate_pairs (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    first_id INTEGER NOT NULL REFERENCES providers (id),
    second_id INTEGER NOT NULL REFERENCES providers (id),
    reason TEXT NOT NULL CHECK (reason IN ('cqc', 'charity', 'company', 'name_and_postcode', 'name_nearby', 'similar_name')),
    state TEXT NOT NULL CHECK (state IN ('open', 'different', 'merged')),
    found_at TEXT NOT NULL,
    decided_by INTEGER REFERENCES users (id),
    decided_at TEXT,
    CHECK (first_id < second_id)
) STRICT;
CREATE UNIQUE INDEX duplicate_pairs_pair ON duplicate_pairs (first_id, second_id);
CREATE INDEX duplicate_pairs_second ON duplicate_pairs (second_id);
CREATE INDEX duplicate_pairs_state ON duplicate_pairs (state, id);

-- A file of listings that a provider sent, kept until it is applied or a day has passed.
CREATE TABLE bulk_uploads (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    provider_id INTEGER NOT NULL REFERENCES providers (id),
    user_id INTEGER NOT NULL REFERENCES users (id),
    name TEXT NOT NULL,
    parsed TEXT NOT NULL,
    basis TEXT NOT NULL,
    created_at TEXT NOT NULL,
    expires_at TEXT NOT NULL,
    applied_at TEXT,
    outcome TEXT
) STRICT;
CREATE INDEX bulk_uploads_provider ON bulk_uploads (provider_id, id);
CREATE INDEX bulk_uploads_expiry ON bulk_uploads (expires_at);

-- What a provider calls a listing in its own books.
CREATE TABLE listing_references (
    listing_id INTEGER PRIMARY KEY NOT NULL REFERENCES listings (id),
    provider_id INTEGER NOT NULL REFERENCES providers (id),
    reference TEXT NOT NULL CHECK (length(reference) BETWEEN 1 AND 60)
) STRICT;
CREATE UNIQUE INDEX listing_references_reference ON listing_references (provider_id, reference);

CREATE INDEX providers_cqc_location ON providers (cqc_location);
CREATE INDEX provider_profiles_charity_number ON provider_profiles (charity_number);
CREATE INDEX provider_profiles_company_number ON provider_profiles (company_number);
CREATE INDEX providers_postcode ON providers (postcode);
