DROP TABLE pot_price_limits;
DROP TABLE arrivals;
DROP TABLE stream_terms;
DROP TABLE year_ends;
DROP TABLE year_end_policies;
