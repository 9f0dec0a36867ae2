-- What a pot's transfers come to, up to a place of its chain, by plan line and month of the budget: a page then reads these
-- and the transfers after that place, however many there are. The ledger writes them with a transfer, now and then.
CREATE TABLE pot_sums (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    pot_id INTEGER NOT NULL REFERENCES pots (id),
    plan_line_id INTEGER REFERENCES plan_lines (id),
    until_on TEXT NOT NULL,
    committed_pence INTEGER NOT NULL,
    spent_pence INTEGER NOT NULL
) STRICT;
CREATE INDEX pot_sums_pot ON pot_sums (pot_id);
ALTER TABLE pots ADD COLUMN summed_to INTEGER NOT NULL DEFAULT 0;
