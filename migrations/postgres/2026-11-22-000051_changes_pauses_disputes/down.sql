DROP TABLE dispute_messages;
DROP TABLE disputes;
DROP INDEX deliveries_pause;
ALTER TABLE deliveries DROP COLUMN pause_id;
DROP TABLE order_pauses;
DROP TABLE order_proposals;
