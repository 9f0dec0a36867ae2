ALTER TABLE arrivals DROP COLUMN moved_pence;
ALTER TABLE funding_streams DROP COLUMN moved_pence;
