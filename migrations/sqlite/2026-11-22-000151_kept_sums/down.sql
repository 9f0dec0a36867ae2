ALTER TABLE pots DROP COLUMN summed_to;
DROP TABLE pot_sums;
