-- What the plan cost when its budget was last brought in line with it: the budget moves by what the cost changes since.
ALTER TABLE budgets ADD COLUMN plan_pence BIGINT;
