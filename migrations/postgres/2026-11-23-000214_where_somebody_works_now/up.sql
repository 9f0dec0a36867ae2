-- For whom somebody works now, of several organisations that they belong to; none for the first of them.
ALTER TABLE sessions ADD COLUMN organisation_id BIGINT REFERENCES organisations (id);
