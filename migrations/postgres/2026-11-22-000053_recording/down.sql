DROP TABLE visit_files;
DROP TABLE confirm_links;
DROP INDEX deliveries_asked;
ALTER TABLE deliveries DROP COLUMN asked_at;
ALTER TABLE deliveries DROP COLUMN to_time;
ALTER TABLE deliveries DROP COLUMN from_time;
