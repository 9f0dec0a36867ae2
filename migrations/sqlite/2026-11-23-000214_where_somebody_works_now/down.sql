ALTER TABLE sessions DROP COLUMN organisation_id;
