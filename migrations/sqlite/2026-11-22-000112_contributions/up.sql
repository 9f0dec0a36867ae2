-- What people pay towards their support, by the week and for a period; no amount is the full cost. Periods of one person never share a day: the
-- program sees to it under the person's lock.

CREATE TABLE contributions (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    holder_id INTEGER NOT NULL REFERENCES holders (id),
    weekly_pence INTEGER CHECK (weekly_pence >= 0),
    collector TEXT NOT NULL CHECK (collector IN ('council', 'provider', 'holder')),
    starts_on TEXT NOT NULL,
    ends_on TEXT CHECK (ends_on >= starts_on),
    reason TEXT NOT NULL,
    decided_by INTEGER NOT NULL REFERENCES users (id),
    decided_at TEXT NOT NULL,
    taken_back_at TEXT
) STRICT;
CREATE INDEX contributions_holder ON contributions (holder_id);
