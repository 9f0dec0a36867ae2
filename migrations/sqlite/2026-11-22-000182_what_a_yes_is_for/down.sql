ALTER TABLE shared_members DROP COLUMN yes_pence;
