DROP TABLE waiting_places;
DROP TABLE price_notices;
DROP INDEX order_lines_listing_version;
ALTER TABLE order_lines DROP COLUMN listing_version_id;
ALTER TABLE listings DROP COLUMN version;
DROP TABLE listing_versions;
DROP TABLE listing_pictures;
