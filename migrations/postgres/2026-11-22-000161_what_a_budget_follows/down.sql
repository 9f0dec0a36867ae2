ALTER TABLE budgets DROP COLUMN plan_pence;
