DROP TABLE dispute_offers;
