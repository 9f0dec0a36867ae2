-- The sum that somebody said yes to; none for a yes of before.
ALTER TABLE shared_members ADD COLUMN yes_pence BIGINT;
