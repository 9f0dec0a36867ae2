-- For whom somebody works now, of several organisations that they belong to; none for the first of them.
ALTER TABLE sessions ADD COLUMN organisation_id INTEGER REFERENCES organisations (id);
