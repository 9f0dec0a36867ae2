-- Other times that one side proposes to the other, pauses, and disputes with what each side says.

CREATE TABLE order_proposals (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    order_id INTEGER NOT NULL REFERENCES orders (id),
    order_line_id INTEGER NOT NULL REFERENCES order_lines (id),
    kind TEXT NOT NULL CHECK (kind IN ('counter', 'change')),
    status TEXT NOT NULL CHECK (status IN ('open', 'agreed', 'refused', 'withdrawn')),
    unit TEXT NOT NULL,
    units_hundredths INTEGER NOT NULL CHECK (units_hundredths > 0),
    schedule_kind TEXT NOT NULL CHECK (schedule_kind IN ('one_off', 'weekly')),
    weekdays INTEGER NOT NULL CHECK (weekdays BETWEEN 0 AND 127),
    every_weeks INTEGER NOT NULL CHECK (every_weeks BETWEEN 1 AND 52),
    at_time TEXT NOT NULL,
    starts_on TEXT NOT NULL,
    ends_on TEXT,
    more_visits TEXT,
    breaks TEXT,
    on_bank_holidays TEXT NOT NULL CHECK (on_bank_holidays IN ('as_usual', 'skip')),
    words TEXT NOT NULL,
    made_by INTEGER NOT NULL REFERENCES users (id),
    mandate_id INTEGER REFERENCES mandates (id),
    made_at TEXT NOT NULL,
    answered_by INTEGER REFERENCES users (id),
    answered_mandate_id INTEGER REFERENCES mandates (id),
    answered_at TEXT,
    answer TEXT
) STRICT;
CREATE INDEX order_proposals_order ON order_proposals (order_id, status);
CREATE INDEX order_proposals_line ON order_proposals (order_line_id);

CREATE TABLE order_pauses (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    order_id INTEGER NOT NULL REFERENCES orders (id),
    from_day TEXT NOT NULL,
    until_day TEXT,
    words TEXT NOT NULL,
    made_by INTEGER NOT NULL REFERENCES users (id),
    mandate_id INTEGER REFERENCES mandates (id),
    made_at TEXT NOT NULL,
    resumed_on TEXT,
    ended_by INTEGER REFERENCES users (id),
    ended_at TEXT,
    CHECK (until_day IS NULL OR until_day >= from_day)
) STRICT;
CREATE INDEX order_pauses_order ON order_pauses (order_id);
CREATE INDEX order_pauses_open ON order_pauses (ended_at, until_day);

ALTER TABLE deliveries ADD COLUMN pause_id INTEGER REFERENCES order_pauses (id);
CREATE INDEX deliveries_pause ON deliveries (pause_id);

CREATE TABLE disputes (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    delivery_id INTEGER NOT NULL REFERENCES deliveries (id),
    status TEXT NOT NULL CHECK (status IN ('open', 'agreed', 'decided')),
    opened_at TEXT NOT NULL,
    council_asked_at TEXT,
    settled_by INTEGER REFERENCES users (id),
    settled_at TEXT
) STRICT;
CREATE INDEX disputes_delivery ON disputes (delivery_id, status);
CREATE INDEX disputes_status ON disputes (status, opened_at);

CREATE TABLE dispute_messages (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    dispute_id INTEGER NOT NULL REFERENCES disputes (id),
    side TEXT NOT NULL CHECK (side IN ('holder', 'provider', 'council')),
    words TEXT NOT NULL,
    made_by INTEGER NOT NULL REFERENCES users (id),
    mandate_id INTEGER REFERENCES mandates (id),
    made_at TEXT NOT NULL
) STRICT;
CREATE INDEX dispute_messages_dispute ON dispute_messages (dispute_id, id);
