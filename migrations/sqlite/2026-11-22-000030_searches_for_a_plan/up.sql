-- Whose plan and budget a saved search is narrowed to; none for one that asks nothing of them.
ALTER TABLE saved_searches ADD COLUMN holder_id INTEGER REFERENCES holders (id);
