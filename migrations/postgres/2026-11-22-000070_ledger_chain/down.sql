DROP TRIGGER transfers_refuse_update ON transfers;
DROP FUNCTION refuse_transfer_update();
CREATE TRIGGER transfers_refuse_update BEFORE UPDATE ON transfers
    FOR EACH ROW EXECUTE FUNCTION refuse_transfer_change();
DROP INDEX transfers_unsealed;
DROP INDEX transfers_chain;
ALTER TABLE transfers DROP COLUMN seal;
ALTER TABLE transfers DROP COLUMN position;
CREATE INDEX transfers_pot ON transfers (pot_id, id);
DELETE FROM settings WHERE name = 'ledger_sealed';
