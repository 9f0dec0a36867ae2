-- A line that was credited so that its delivery can be invoiced again: since then it doesn't keep the delivery.
ALTER TABLE invoice_lines ADD COLUMN reopened_at TEXT;
DROP INDEX invoice_lines_delivery;
CREATE UNIQUE INDEX invoice_lines_delivery ON invoice_lines (delivery_id) WHERE reopened_at IS NULL;
