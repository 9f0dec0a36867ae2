-- What somebody found out about a line of the council's bank statement that had to be looked at.
ALTER TABLE bank_lines ADD COLUMN settled_at TEXT;
ALTER TABLE bank_lines ADD COLUMN settled_by INTEGER REFERENCES users (id);
ALTER TABLE bank_lines ADD COLUMN finding TEXT;
CREATE INDEX bank_lines_open ON bank_lines (council_id, id) WHERE outcome = 'look' AND settled_at IS NULL;
