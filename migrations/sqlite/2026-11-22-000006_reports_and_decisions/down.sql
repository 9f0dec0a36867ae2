DROP INDEX search_outbox_listing;
DROP INDEX organisations_gss_code;
DROP INDEX ratings_state;
ALTER TABLE ratings DROP COLUMN moderated_at;
DROP TABLE safeguarding_notes;
DROP TABLE safeguarding_concerns;
DROP TABLE reports;
DROP TABLE appeals;
DROP TABLE decisions;
