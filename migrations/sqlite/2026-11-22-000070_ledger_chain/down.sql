DROP TRIGGER transfers_refuse_update;
DROP INDEX transfers_unsealed;
DROP INDEX transfers_chain;
ALTER TABLE transfers DROP COLUMN seal;
ALTER TABLE transfers DROP COLUMN position;
CREATE INDEX transfers_pot ON transfers (pot_id, id);
CREATE TRIGGER transfers_refuse_update BEFORE UPDATE ON transfers
BEGIN
    SELECT RAISE(ABORT, 'transfers are never changed');
END;
DELETE FROM settings WHERE name = 'ledger_sealed';
