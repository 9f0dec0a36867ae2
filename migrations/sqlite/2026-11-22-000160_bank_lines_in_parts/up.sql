-- A line of a bank account that was for more than one thing is split: its parts point at it.
ALTER TABLE own_bank_lines ADD COLUMN split_of INTEGER REFERENCES own_bank_lines (id);
CREATE INDEX own_bank_lines_split_of ON own_bank_lines (split_of) WHERE split_of IS NOT NULL;
