-- A holder was told that a part of their plan is nearly or wholly spent, or will cost more than was planned.
CREATE TABLE budget_alerts (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    pot_id INTEGER NOT NULL REFERENCES pots (id),
    plan_line_id INTEGER NOT NULL REFERENCES plan_lines (id),
    kind TEXT NOT NULL CHECK (kind IN ('nearly_spent', 'all_spent', 'forecast_over')),
    told_at TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX budget_alerts_once ON budget_alerts (pot_id, plan_line_id, kind);
