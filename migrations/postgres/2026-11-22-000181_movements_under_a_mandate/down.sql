DROP INDEX transfers_mandate;
