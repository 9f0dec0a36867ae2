DROP INDEX own_bank_lines_split_of;
ALTER TABLE own_bank_lines DROP COLUMN split_of;
