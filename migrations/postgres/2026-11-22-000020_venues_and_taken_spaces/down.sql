DROP TABLE taken_spaces;
ALTER TABLE listings DROP COLUMN venue;
