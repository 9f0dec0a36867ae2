ALTER TABLE case_settlements DROP COLUMN fenced_pence;
ALTER TABLE year_ends DROP COLUMN fenced_pence;
