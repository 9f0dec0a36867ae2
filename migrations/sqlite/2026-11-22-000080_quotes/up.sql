-- Requests go to chosen providers or to all in an area, and providers answer with quotes.

-- Why a request is closed; those that are open have none. What was closed before was taken back.
ALTER TABLE requests ADD COLUMN outcome TEXT CHECK (outcome IN ('withdrawn', 'ordered', 'expired'));
UPDATE requests SET outcome = 'withdrawn' WHERE status = 'withdrawn';
ALTER TABLE requests ADD COLUMN audience TEXT NOT NULL DEFAULT 'area' CHECK (audience IN ('area', 'chosen'));
-- When on the day, in words.
ALTER TABLE requests ADD COLUMN times TEXT NOT NULL DEFAULT '' CHECK (length(times) <= 200);
ALTER TABLE requests ADD COLUMN plan_line_id INTEGER REFERENCES plan_lines (id);
-- The last day for quotes; none for requests from before there were any.
ALTER TABLE requests ADD COLUMN closes_on TEXT;

-- The providers that a request was sent to, where they were chosen.
CREATE TABLE request_providers (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    request_id INTEGER NOT NULL REFERENCES requests (id),
    provider_id INTEGER NOT NULL REFERENCES providers (id)
) STRICT;
CREATE INDEX request_providers_request ON request_providers (request_id);
CREATE INDEX request_providers_provider ON request_providers (provider_id);

-- What providers offer for a request. A quote that is replaced keeps its words; the next version is a row of its own.
CREATE TABLE quotes (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    request_id INTEGER NOT NULL REFERENCES requests (id),
    provider_id INTEGER NOT NULL REFERENCES providers (id),
    version INTEGER NOT NULL CHECK (version > 0),
    status TEXT NOT NULL CHECK (status IN ('draft', 'sent', 'accepted', 'declined', 'withdrawn', 'replaced', 'closed', 'expired')),
    notes TEXT NOT NULL CHECK (length(notes) <= 1000),
    valid_until TEXT,
    made_by INTEGER NOT NULL REFERENCES users (id),
    made_at TEXT NOT NULL,
    sent_at TEXT,
    ended_at TEXT,
    reason TEXT CHECK (length(reason) BETWEEN 1 AND 500),
    order_id INTEGER REFERENCES orders (id),
    CHECK (status = 'draft' OR (sent_at IS NOT NULL AND valid_until IS NOT NULL))
) STRICT;
CREATE INDEX quotes_request ON quotes (request_id, provider_id);
CREATE INDEX quotes_provider ON quotes (provider_id, status);
CREATE INDEX quotes_status ON quotes (status, valid_until);
CREATE UNIQUE INDEX quotes_accepted ON quotes (request_id) WHERE status = 'accepted';

-- A line hangs on one of the provider's listings: its kind of support, its checks and its terms count. The price is the quote's.
CREATE TABLE quote_lines (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    quote_id INTEGER NOT NULL REFERENCES quotes (id),
    listing_id INTEGER NOT NULL REFERENCES listings (id),
    title TEXT NOT NULL CHECK (length(title) BETWEEN 1 AND 120),
    request TEXT NOT NULL,
    price_pence INTEGER NOT NULL CHECK (price_pence BETWEEN 1 AND 10000000),
    vat TEXT NOT NULL CHECK (vat IN ('exempt', 'included', 'zero'))
) STRICT;
CREATE INDEX quote_lines_quote ON quote_lines (quote_id);

-- Questions and answers about a request: each provider has its own, and sees no others.
CREATE TABLE request_messages (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    request_id INTEGER NOT NULL REFERENCES requests (id),
    provider_id INTEGER NOT NULL REFERENCES providers (id),
    side TEXT NOT NULL CHECK (side IN ('holder', 'provider')),
    words TEXT NOT NULL CHECK (length(words) BETWEEN 1 AND 1000),
    said_by INTEGER NOT NULL REFERENCES users (id),
    mandate_id INTEGER REFERENCES mandates (id),
    said_at TEXT NOT NULL
) STRICT;
CREATE INDEX request_messages_request ON request_messages (request_id, provider_id);

-- The price of one unit of an order's line, where that was agreed by a quote or as a share and is not the listing's.
CREATE TABLE agreed_prices (
    order_line_id INTEGER PRIMARY KEY NOT NULL REFERENCES order_lines (id),
    agreed_by TEXT NOT NULL CHECK (agreed_by IN ('quote', 'share')),
    unit_price_pence INTEGER NOT NULL CHECK (unit_price_pence > 0),
    vat TEXT NOT NULL CHECK (vat IN ('exempt', 'included', 'zero'))
) STRICT;
