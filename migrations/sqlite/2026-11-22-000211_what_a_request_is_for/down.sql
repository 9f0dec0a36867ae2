ALTER TABLE spending_requests DROP COLUMN order_id;
ALTER TABLE spending_requests DROP COLUMN purpose;
