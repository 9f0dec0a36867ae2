ALTER TABLE users DROP COLUMN closed_at;
ALTER TABLE pots DROP COLUMN closed_at;
DROP TABLE mail_stops;
DROP TABLE keeping_policies;
DROP TABLE case_settlements;
DROP TABLE closed_cases;
