ALTER TABLE saved_searches DROP COLUMN holder_id;
