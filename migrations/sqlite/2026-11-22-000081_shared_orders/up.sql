-- Several holders buy one service together: each says yes to a share, and each share is an order of its own.

CREATE TABLE shared_orders (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    listing_id INTEGER NOT NULL REFERENCES listings (id),
    request TEXT NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('gathering', 'running', 'leaving', 'ended', 'called_off', 'lapsed')),
    -- Goes up when anything changes that everybody has to say yes to again.
    terms INTEGER NOT NULL CHECK (terms > 0),
    started_by INTEGER NOT NULL REFERENCES holders (id),
    lapses_on TEXT NOT NULL,
    -- While somebody is leaving: from when on they are out.
    leaving_from TEXT,
    made_at TEXT NOT NULL,
    ended_at TEXT,
    CHECK (status <> 'leaving' OR leaving_from IS NOT NULL)
) STRICT;
CREATE INDEX shared_orders_status ON shared_orders (status);
CREATE INDEX shared_orders_listing ON shared_orders (listing_id);

CREATE TABLE shared_members (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    shared_order_id INTEGER NOT NULL REFERENCES shared_orders (id),
    holder_id INTEGER NOT NULL REFERENCES holders (id),
    parts INTEGER NOT NULL CHECK (parts BETWEEN 1 AND 100),
    status TEXT NOT NULL CHECK (status IN ('joined', 'agreed', 'leaving', 'left')),
    plan_line_id INTEGER REFERENCES plan_lines (id),
    -- Who acts for them, and who said yes.
    acted_by INTEGER NOT NULL REFERENCES users (id),
    mandate_id INTEGER REFERENCES mandates (id),
    order_id INTEGER REFERENCES orders (id),
    joined_at TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX shared_members_holder ON shared_members (shared_order_id, holder_id);
CREATE INDEX shared_members_own ON shared_members (holder_id);

-- Links that let one person join, each once.
CREATE TABLE shared_invites (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    shared_order_id INTEGER NOT NULL REFERENCES shared_orders (id),
    label TEXT NOT NULL CHECK (length(label) BETWEEN 1 AND 80),
    made_by INTEGER NOT NULL REFERENCES users (id),
    made_at TEXT NOT NULL,
    expires_at TEXT NOT NULL,
    used_at TEXT
) STRICT;
CREATE INDEX shared_invites_order ON shared_invites (shared_order_id);

CREATE TABLE order_shares (
    order_line_id INTEGER PRIMARY KEY NOT NULL REFERENCES order_lines (id),
    shared_order_id INTEGER NOT NULL REFERENCES shared_orders (id),
    parts INTEGER NOT NULL CHECK (parts BETWEEN 1 AND 100)
) STRICT;
CREATE INDEX order_shares_shared ON order_shares (shared_order_id);
