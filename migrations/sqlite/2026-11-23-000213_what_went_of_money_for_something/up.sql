-- What of a settlement was money that may only buy something. What was settled before this isn't known, and counts as money
-- for anything.
ALTER TABLE year_ends ADD COLUMN fenced_pence INTEGER NOT NULL DEFAULT 0 CHECK (fenced_pence >= 0);
ALTER TABLE case_settlements ADD COLUMN fenced_pence INTEGER NOT NULL DEFAULT 0 CHECK (fenced_pence >= 0);
