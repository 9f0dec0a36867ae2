DROP INDEX bank_lines_open;
ALTER TABLE bank_lines DROP COLUMN finding;
ALTER TABLE bank_lines DROP COLUMN settled_by;
ALTER TABLE bank_lines DROP COLUMN settled_at;
