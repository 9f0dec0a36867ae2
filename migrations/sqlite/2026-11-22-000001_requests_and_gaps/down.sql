DROP TABLE search_gaps;
DROP TABLE requests;
DROP TABLE pot_allows;
ALTER TABLE plan_lines DROP COLUMN hours_hundredths;
