-- Who is who: users, organisations, roles, budget holders, mandates.

CREATE TABLE organisations (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('provider', 'broker', 'council', 'site')),
    name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
    name_key TEXT NOT NULL,
    gss_code TEXT,
    email TEXT,
    phone TEXT,
    created_at TEXT NOT NULL
) STRICT;
CREATE INDEX organisations_kind_name ON organisations (kind, name_key);

CREATE TABLE users (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    email TEXT NOT NULL,
    name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
    phone TEXT,
    password_hash TEXT NOT NULL,
    email_confirmed_at TEXT,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX users_email ON users (email);

CREATE TABLE memberships (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    user_id INTEGER NOT NULL REFERENCES users (id),
    organisation_id INTEGER NOT NULL REFERENCES organisations (id),
    role TEXT NOT NULL CHECK (role IN ('provider_staff', 'broker', 'care_manager', 'finance_officer', 'commissioner', 'panel_member', 'moderator')),
    created_at TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX memberships_user_role ON memberships (user_id, organisation_id, role);
CREATE INDEX memberships_organisation ON memberships (organisation_id);

CREATE TABLE holders (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    reference TEXT NOT NULL,
    user_id INTEGER REFERENCES users (id),
    council_id INTEGER REFERENCES organisations (id),
    name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
    name_key TEXT NOT NULL,
    born_on TEXT,
    care_group TEXT,
    address TEXT,
    postcode TEXT,
    phone TEXT,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX holders_reference ON holders (reference);
CREATE UNIQUE INDEX holders_user ON holders (user_id);
CREATE INDEX holders_council_name ON holders (council_id, name_key);

CREATE TABLE communication_needs (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    holder_id INTEGER NOT NULL REFERENCES holders (id),
    format TEXT,
    language TEXT,
    contact_by TEXT,
    contact_name TEXT,
    notes TEXT,
    checked_on TEXT NOT NULL,
    review_on TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX communication_needs_holder ON communication_needs (holder_id);

CREATE TABLE mandates (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    holder_id INTEGER NOT NULL REFERENCES holders (id),
    user_id INTEGER NOT NULL REFERENCES users (id),
    scopes TEXT NOT NULL,
    order_limit_pence INTEGER CHECK (order_limit_pence >= 0),
    four_week_limit_pence INTEGER CHECK (four_week_limit_pence >= 0),
    starts_on TEXT NOT NULL,
    ends_on TEXT,
    granted_by INTEGER NOT NULL REFERENCES users (id),
    created_at TEXT NOT NULL,
    revoked_at TEXT,
    revoked_by INTEGER REFERENCES users (id)
) STRICT;
CREATE INDEX mandates_user ON mandates (user_id);
CREATE INDEX mandates_holder ON mandates (holder_id);

CREATE TABLE email_tokens (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    user_id INTEGER NOT NULL REFERENCES users (id),
    purpose TEXT NOT NULL CHECK (purpose IN ('confirm', 'reset')),
    token_hash TEXT NOT NULL,
    detail TEXT NOT NULL,
    created_at TEXT NOT NULL,
    expires_at TEXT NOT NULL,
    used_at TEXT
) STRICT;
CREATE UNIQUE INDEX email_tokens_hash ON email_tokens (token_hash);
CREATE INDEX email_tokens_user ON email_tokens (user_id, purpose);

CREATE TABLE sessions (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    public_id TEXT NOT NULL,
    user_id INTEGER NOT NULL REFERENCES users (id),
    mandate_id INTEGER REFERENCES mandates (id),
    user_agent TEXT NOT NULL,
    created_at TEXT NOT NULL,
    renewed_at TEXT NOT NULL,
    expires_at TEXT NOT NULL,
    revoked_at TEXT
) STRICT;
CREATE UNIQUE INDEX sessions_public_id ON sessions (public_id);
CREATE INDEX sessions_user ON sessions (user_id);

-- The house: settings of this database, side effects as rows, idempotency, audit.

CREATE TABLE settings (
    name TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
) STRICT;

CREATE TABLE jobs (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    kind TEXT NOT NULL,
    payload TEXT NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('queued', 'running', 'done', 'failed')),
    attempts INTEGER NOT NULL CHECK (attempts >= 0),
    run_at TEXT NOT NULL,
    locked_until TEXT,
    last_error TEXT,
    created_at TEXT NOT NULL,
    finished_at TEXT
) STRICT;
CREATE INDEX jobs_due ON jobs (status, run_at);

CREATE TABLE search_outbox (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    listing_id INTEGER NOT NULL,
    created_at TEXT NOT NULL
) STRICT;

CREATE TABLE idempotency_keys (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    user_id INTEGER NOT NULL REFERENCES users (id),
    key TEXT NOT NULL CHECK (length(key) BETWEEN 8 AND 64),
    action TEXT NOT NULL,
    outcome TEXT,
    created_at TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX idempotency_keys_user_key ON idempotency_keys (user_id, key);

CREATE TABLE audit_entries (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    at TEXT NOT NULL,
    user_id INTEGER REFERENCES users (id),
    mandate_id INTEGER REFERENCES mandates (id),
    holder_id INTEGER REFERENCES holders (id),
    action TEXT NOT NULL,
    subject TEXT NOT NULL,
    subject_id INTEGER NOT NULL,
    detail TEXT NOT NULL
) STRICT;
CREATE INDEX audit_entries_holder ON audit_entries (holder_id, id);
CREATE INDEX audit_entries_subject ON audit_entries (subject, subject_id);

-- The directory: providers, their accreditations, listings and prices.

CREATE TABLE providers (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    organisation_id INTEGER REFERENCES organisations (id),
    name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
    name_key TEXT NOT NULL,
    slug TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('statutory', 'private', 'voluntary', 'user_led', 'community', 'person', 'unknown')),
    workers INTEGER CHECK (workers >= 0),
    state TEXT NOT NULL CHECK (state IN ('unclaimed', 'claimed', 'verified', 'suspended')),
    summary TEXT NOT NULL,
    description TEXT NOT NULL,
    address TEXT,
    postcode TEXT,
    place TEXT NOT NULL,
    easting INTEGER,
    northing INTEGER,
    council_code TEXT,
    phone TEXT,
    email TEXT,
    website TEXT,
    cqc_location TEXT,
    cqc_rating TEXT,
    cqc_checked_on TEXT,
    answers_in_days INTEGER,
    rating_count INTEGER NOT NULL CHECK (rating_count >= 0),
    rating_sum INTEGER NOT NULL CHECK (rating_sum >= 0),
    source TEXT,
    source_key TEXT,
    source_licence TEXT,
    source_hash TEXT,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX providers_source_key ON providers (source_key);
CREATE UNIQUE INDEX providers_organisation ON providers (organisation_id);
CREATE INDEX providers_name ON providers (name_key);

CREATE TABLE accreditations (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    provider_id INTEGER NOT NULL REFERENCES providers (id),
    scheme TEXT NOT NULL,
    reference TEXT NOT NULL,
    scope TEXT NOT NULL,
    evidence_file TEXT,
    state TEXT NOT NULL CHECK (state IN ('claimed', 'verified', 'refused')),
    checked_by INTEGER REFERENCES users (id),
    checked_by_name TEXT,
    checked_on TEXT,
    expires_on TEXT,
    created_at TEXT NOT NULL
) STRICT;
CREATE INDEX accreditations_provider ON accreditations (provider_id);
CREATE INDEX accreditations_expiry ON accreditations (state, expires_on);

CREATE TABLE listings (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    provider_id INTEGER NOT NULL REFERENCES providers (id),
    title TEXT NOT NULL CHECK (length(title) BETWEEN 1 AND 120),
    slug TEXT NOT NULL,
    summary TEXT NOT NULL,
    description TEXT NOT NULL,
    easy_read TEXT NOT NULL,
    category TEXT NOT NULL,
    radius_miles INTEGER CHECK (radius_miles BETWEEN 0 AND 500),
    spaces_left INTEGER CHECK (spaces_left >= 0),
    starts_within_days INTEGER CHECK (starts_within_days >= 0),
    notice_hours INTEGER NOT NULL CHECK (notice_hours >= 0),
    late_charge_percent INTEGER NOT NULL CHECK (late_charge_percent BETWEEN 0 AND 100),
    state TEXT NOT NULL CHECK (state IN ('draft', 'in_review', 'live', 'paused', 'withdrawn')),
    review_note TEXT,
    reviewed_by INTEGER REFERENCES users (id),
    reviewed_at TEXT,
    published_at TEXT,
    rating_count INTEGER NOT NULL CHECK (rating_count >= 0),
    rating_sum INTEGER NOT NULL CHECK (rating_sum >= 0),
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL
) STRICT;
CREATE INDEX listings_provider ON listings (provider_id, state);
CREATE INDEX listings_state ON listings (state, id);

CREATE TABLE listing_terms (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    listing_id INTEGER NOT NULL REFERENCES listings (id),
    kind TEXT NOT NULL CHECK (kind IN ('care_group', 'outcome', 'delivery', 'language', 'access', 'included', 'not_included', 'district', 'council')),
    value TEXT NOT NULL,
    position INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX listing_terms_value ON listing_terms (listing_id, kind, value);

CREATE TABLE listing_times (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    listing_id INTEGER NOT NULL REFERENCES listings (id),
    weekdays INTEGER NOT NULL CHECK (weekdays BETWEEN 1 AND 127),
    from_time TEXT NOT NULL,
    to_time TEXT NOT NULL
) STRICT;
CREATE INDEX listing_times_listing ON listing_times (listing_id);

CREATE TABLE prices (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    listing_id INTEGER NOT NULL REFERENCES listings (id),
    unit TEXT NOT NULL CHECK (unit IN ('hour', 'half_hour', 'visit', 'session', 'day', 'night', 'week', 'mile', 'item', 'one_off')),
    band TEXT NOT NULL CHECK (band IN ('weekday', 'evening', 'night', 'weekend', 'bank_holiday')),
    group_size INTEGER NOT NULL CHECK (group_size BETWEEN 1 AND 50),
    amount_pence INTEGER NOT NULL CHECK (amount_pence > 0),
    vat TEXT NOT NULL CHECK (vat IN ('exempt', 'included', 'zero')),
    minimum_hundredths INTEGER NOT NULL CHECK (minimum_hundredths > 0),
    valid_from TEXT NOT NULL,
    valid_until TEXT,
    direct_points INTEGER CHECK (direct_points BETWEEN 0 AND 10000),
    coordination_points INTEGER CHECK (coordination_points BETWEEN 0 AND 10000),
    company_points INTEGER CHECK (company_points BETWEEN 0 AND 10000),
    created_at TEXT NOT NULL
) STRICT;
CREATE INDEX prices_listing ON prices (listing_id, unit, band);

-- Plans and budgets.

CREATE TABLE plans (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    holder_id INTEGER NOT NULL REFERENCES holders (id),
    status TEXT NOT NULL CHECK (status IN ('draft', 'submitted', 'changes_asked', 'agreed', 'refused')),
    starts_on TEXT NOT NULL,
    ends_on TEXT NOT NULL,
    indicative_pence INTEGER CHECK (indicative_pence >= 0),
    written_by INTEGER REFERENCES users (id),
    agreed_by INTEGER REFERENCES users (id),
    agreed_at TEXT,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    CHECK (ends_on > starts_on)
) STRICT;
CREATE INDEX plans_holder ON plans (holder_id, starts_on);

CREATE TABLE plan_outcomes (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    plan_id INTEGER NOT NULL REFERENCES plans (id),
    position INTEGER NOT NULL,
    words TEXT NOT NULL,
    family TEXT NOT NULL CHECK (family IN ('health', 'choice', 'economic', 'social')),
    need TEXT
) STRICT;
CREATE UNIQUE INDEX plan_outcomes_position ON plan_outcomes (plan_id, position);

CREATE TABLE plan_lines (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    plan_id INTEGER NOT NULL REFERENCES plans (id),
    outcome_id INTEGER REFERENCES plan_outcomes (id),
    position INTEGER NOT NULL,
    title TEXT NOT NULL,
    category TEXT,
    detail TEXT NOT NULL,
    weekly_pence INTEGER CHECK (weekly_pence >= 0),
    amount_pence INTEGER NOT NULL CHECK (amount_pence >= 0)
) STRICT;
CREATE UNIQUE INDEX plan_lines_position ON plan_lines (plan_id, position);

CREATE TABLE budgets (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    holder_id INTEGER NOT NULL REFERENCES holders (id),
    plan_id INTEGER REFERENCES plans (id),
    starts_on TEXT NOT NULL,
    ends_on TEXT NOT NULL,
    amount_pence INTEGER NOT NULL CHECK (amount_pence >= 0),
    created_at TEXT NOT NULL,
    CHECK (ends_on > starts_on)
) STRICT;
CREATE INDEX budgets_holder ON budgets (holder_id, starts_on);

CREATE TABLE pots (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    budget_id INTEGER NOT NULL REFERENCES budgets (id),
    holder_id INTEGER NOT NULL REFERENCES holders (id),
    held_as TEXT NOT NULL CHECK (held_as IN ('direct_payment', 'council_managed', 'lead_professional', 'isf', 'brokered', 'third_party', 'voucher', 'own_money')),
    created_at TEXT NOT NULL
) STRICT;
CREATE INDEX pots_budget ON pots (budget_id);
CREATE INDEX pots_holder ON pots (holder_id);

CREATE TABLE funding_streams (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    pot_id INTEGER NOT NULL REFERENCES pots (id),
    stream TEXT NOT NULL CHECK (stream IN ('adult_social_care', 'nhs_personal_health_budget', 'supporting_people', 'independent_living_fund', 'disabled_facilities_grant', 'access_to_work', 'community_equipment', 'own_contribution', 'own_top_up')),
    amount_pence INTEGER NOT NULL CHECK (amount_pence > 0),
    created_at TEXT NOT NULL
) STRICT;
CREATE INDEX funding_streams_pot ON funding_streams (pot_id);

-- Orders and what is delivered.

CREATE TABLE basket_lines (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    holder_id INTEGER NOT NULL REFERENCES holders (id),
    listing_id INTEGER NOT NULL REFERENCES listings (id),
    plan_line_id INTEGER REFERENCES plan_lines (id),
    unit TEXT NOT NULL,
    units_hundredths INTEGER NOT NULL CHECK (units_hundredths BETWEEN 1 AND 1000000),
    schedule_kind TEXT NOT NULL CHECK (schedule_kind IN ('one_off', 'weekly')),
    weekdays INTEGER NOT NULL CHECK (weekdays BETWEEN 0 AND 127),
    every_weeks INTEGER NOT NULL CHECK (every_weeks BETWEEN 1 AND 52),
    at_time TEXT NOT NULL,
    starts_on TEXT NOT NULL,
    ends_on TEXT,
    added_by INTEGER NOT NULL REFERENCES users (id),
    mandate_id INTEGER REFERENCES mandates (id),
    created_at TEXT NOT NULL
) STRICT;
CREATE INDEX basket_lines_holder ON basket_lines (holder_id);

CREATE TABLE orders (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    reference TEXT NOT NULL,
    package_reference TEXT NOT NULL,
    holder_id INTEGER NOT NULL REFERENCES holders (id),
    provider_id INTEGER NOT NULL REFERENCES providers (id),
    pot_id INTEGER NOT NULL REFERENCES pots (id),
    status TEXT NOT NULL CHECK (status IN ('placed', 'accepted', 'declined', 'active', 'completed', 'cancelled')),
    total_pence INTEGER NOT NULL CHECK (total_pence > 0),
    placed_by INTEGER NOT NULL REFERENCES users (id),
    mandate_id INTEGER REFERENCES mandates (id),
    placed_at TEXT NOT NULL,
    answered_by INTEGER REFERENCES users (id),
    answered_at TEXT,
    decline_reason TEXT,
    ended_at TEXT
) STRICT;
CREATE UNIQUE INDEX orders_reference ON orders (reference);
CREATE INDEX orders_holder ON orders (holder_id, id);
CREATE INDEX orders_provider ON orders (provider_id, status, id);
CREATE INDEX orders_mandate ON orders (mandate_id, placed_at);
CREATE INDEX orders_package ON orders (package_reference);

CREATE TABLE order_lines (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    order_id INTEGER NOT NULL REFERENCES orders (id),
    listing_id INTEGER NOT NULL REFERENCES listings (id),
    plan_line_id INTEGER REFERENCES plan_lines (id),
    title TEXT NOT NULL,
    unit TEXT NOT NULL,
    units_hundredths INTEGER NOT NULL CHECK (units_hundredths > 0),
    schedule_kind TEXT NOT NULL CHECK (schedule_kind IN ('one_off', 'weekly')),
    weekdays INTEGER NOT NULL CHECK (weekdays BETWEEN 0 AND 127),
    every_weeks INTEGER NOT NULL CHECK (every_weeks BETWEEN 1 AND 52),
    at_time TEXT NOT NULL,
    starts_on TEXT NOT NULL,
    ends_on TEXT,
    notice_hours INTEGER NOT NULL,
    late_charge_percent INTEGER NOT NULL CHECK (late_charge_percent BETWEEN 0 AND 100),
    total_pence INTEGER NOT NULL CHECK (total_pence > 0)
) STRICT;
CREATE INDEX order_lines_order ON order_lines (order_id);
CREATE INDEX order_lines_listing ON order_lines (listing_id);

CREATE TABLE deliveries (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    order_id INTEGER NOT NULL REFERENCES orders (id),
    order_line_id INTEGER NOT NULL REFERENCES order_lines (id),
    on_day TEXT NOT NULL,
    at_time TEXT NOT NULL,
    band TEXT NOT NULL,
    units_hundredths INTEGER NOT NULL CHECK (units_hundredths > 0),
    unit_price_pence INTEGER NOT NULL CHECK (unit_price_pence > 0),
    amount_pence INTEGER NOT NULL CHECK (amount_pence > 0),
    status TEXT NOT NULL CHECK (status IN ('scheduled', 'recorded', 'confirmed', 'missed', 'cancelled', 'cancelled_late', 'disputed')),
    recorded_hundredths INTEGER CHECK (recorded_hundredths >= 0),
    recorded_pence INTEGER CHECK (recorded_pence >= 0),
    recorded_by INTEGER REFERENCES users (id),
    recorded_at TEXT,
    confirmed_by INTEGER REFERENCES users (id),
    confirmed_mandate_id INTEGER REFERENCES mandates (id),
    confirmed_at TEXT,
    note TEXT
) STRICT;
CREATE INDEX deliveries_order ON deliveries (order_id, on_day);
CREATE INDEX deliveries_line ON deliveries (order_line_id, on_day);
CREATE INDEX deliveries_status ON deliveries (status, on_day);
CREATE INDEX deliveries_recorded ON deliveries (status, recorded_at);

-- The ledger: accounts of a pot, and transfers between them that are never changed.

CREATE TABLE ledger_accounts (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    pot_id INTEGER NOT NULL REFERENCES pots (id),
    kind TEXT NOT NULL CHECK (kind IN ('available', 'committed', 'delivered', 'invoiced', 'paid', 'recovered')),
    balance_pence INTEGER NOT NULL CHECK (balance_pence >= 0)
) STRICT;
CREATE UNIQUE INDEX ledger_accounts_pot_kind ON ledger_accounts (pot_id, kind);

CREATE TABLE transfers (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    key TEXT NOT NULL CHECK (length(key) BETWEEN 1 AND 100),
    pot_id INTEGER NOT NULL REFERENCES pots (id),
    from_account_id INTEGER REFERENCES ledger_accounts (id),
    to_account_id INTEGER NOT NULL REFERENCES ledger_accounts (id),
    funding_stream_id INTEGER REFERENCES funding_streams (id),
    amount_pence INTEGER NOT NULL CHECK (amount_pence > 0),
    reason TEXT NOT NULL CHECK (reason IN ('fund', 'commit', 'release', 'deliver', 'charge', 'invoice', 'pay', 'recover', 'reverse')),
    plan_line_id INTEGER REFERENCES plan_lines (id),
    order_line_id INTEGER REFERENCES order_lines (id),
    delivery_id INTEGER REFERENCES deliveries (id),
    made_by INTEGER REFERENCES users (id),
    mandate_id INTEGER REFERENCES mandates (id),
    made_at TEXT NOT NULL,
    memo TEXT NOT NULL,
    CHECK (from_account_id IS NULL OR from_account_id <> to_account_id),
    CHECK ((from_account_id IS NULL) = (funding_stream_id IS NOT NULL))
) STRICT;
CREATE UNIQUE INDEX transfers_key ON transfers (key);
CREATE INDEX transfers_pot ON transfers (pot_id, id);
CREATE INDEX transfers_order_line ON transfers (order_line_id);
CREATE INDEX transfers_delivery ON transfers (delivery_id);

-- Ratings.

CREATE TABLE ratings (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    order_line_id INTEGER NOT NULL REFERENCES order_lines (id),
    listing_id INTEGER NOT NULL REFERENCES listings (id),
    provider_id INTEGER NOT NULL REFERENCES providers (id),
    holder_id INTEGER NOT NULL REFERENCES holders (id),
    by_user_id INTEGER NOT NULL REFERENCES users (id),
    mandate_id INTEGER REFERENCES mandates (id),
    shown_name TEXT NOT NULL,
    quality INTEGER NOT NULL CHECK (quality BETWEEN 1 AND 5),
    reliability INTEGER NOT NULL CHECK (reliability BETWEEN 1 AND 5),
    dignity INTEGER NOT NULL CHECK (dignity BETWEEN 1 AND 5),
    value INTEGER NOT NULL CHECK (value BETWEEN 1 AND 5),
    words TEXT NOT NULL,
    helped TEXT NOT NULL CHECK (helped IN ('yes', 'a_little', 'no', 'not_said')),
    outcome_words TEXT,
    state TEXT NOT NULL CHECK (state IN ('shown', 'held')),
    created_at TEXT NOT NULL,
    reply TEXT,
    replied_by INTEGER REFERENCES users (id),
    replied_at TEXT
) STRICT;
CREATE UNIQUE INDEX ratings_order_line ON ratings (order_line_id);
CREATE INDEX ratings_listing ON ratings (listing_id, state, id);
CREATE INDEX ratings_provider ON ratings (provider_id, state, id);

CREATE TRIGGER transfers_refuse_update BEFORE UPDATE ON transfers
BEGIN
    SELECT RAISE(ABORT, 'transfers are never changed');
END;
CREATE TRIGGER transfers_refuse_delete BEFORE DELETE ON transfers
BEGIN
    SELECT RAISE(ABORT, 'transfers are never deleted');
END;
