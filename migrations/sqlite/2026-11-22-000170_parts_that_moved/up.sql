-- What of a stream, and of a part that it arrives in, another stream pays instead: the person's contribution changed.
ALTER TABLE funding_streams ADD COLUMN moved_pence INTEGER NOT NULL DEFAULT 0 CHECK (moved_pence >= 0);
ALTER TABLE arrivals ADD COLUMN moved_pence INTEGER NOT NULL DEFAULT 0 CHECK (moved_pence >= 0);
