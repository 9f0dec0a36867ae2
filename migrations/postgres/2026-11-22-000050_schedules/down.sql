ALTER TABLE order_lines DROP COLUMN on_bank_holidays;
ALTER TABLE order_lines DROP COLUMN breaks;
ALTER TABLE order_lines DROP COLUMN more_visits;
ALTER TABLE basket_lines DROP COLUMN on_bank_holidays;
ALTER TABLE basket_lines DROP COLUMN breaks;
ALTER TABLE basket_lines DROP COLUMN more_visits;
