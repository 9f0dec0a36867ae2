DROP TABLE spending_requests;
DROP TABLE pot_asks;
