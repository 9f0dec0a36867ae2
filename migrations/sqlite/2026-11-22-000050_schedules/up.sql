-- Several visits a day, breaks, and what happens on bank holidays: for baskets and orders.

ALTER TABLE basket_lines ADD COLUMN more_visits TEXT;
ALTER TABLE basket_lines ADD COLUMN breaks TEXT;
ALTER TABLE basket_lines ADD COLUMN on_bank_holidays TEXT NOT NULL DEFAULT 'as_usual' CHECK (on_bank_holidays IN ('as_usual', 'skip'));
ALTER TABLE order_lines ADD COLUMN more_visits TEXT;
ALTER TABLE order_lines ADD COLUMN breaks TEXT;
ALTER TABLE order_lines ADD COLUMN on_bank_holidays TEXT NOT NULL DEFAULT 'as_usual' CHECK (on_bank_holidays IN ('as_usual', 'skip'));
