DROP TABLE holder_invites;
DROP INDEX holders_case_reference;
ALTER TABLE holders DROP COLUMN case_reference;
