DROP INDEX invoice_lines_delivery;
CREATE UNIQUE INDEX invoice_lines_delivery ON invoice_lines (delivery_id);
ALTER TABLE invoice_lines DROP COLUMN reopened_at;
