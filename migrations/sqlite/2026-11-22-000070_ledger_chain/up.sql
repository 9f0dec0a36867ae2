-- The transfers of a pot are a chain: each has its place in it, and a seal over what it says and the seal before it.
-- Transfers of before have neither until they are sealed, once; nothing else of a transfer is ever changed.
ALTER TABLE transfers ADD COLUMN position INTEGER CHECK (position > 0);
ALTER TABLE transfers ADD COLUMN seal BLOB CHECK (length(seal) = 32 AND position > 0);

-- Two transfers never stand at one place, whoever races. It also finds a pot's transfers, as transfers_pot did.
DROP INDEX transfers_pot;
CREATE UNIQUE INDEX transfers_chain ON transfers (pot_id, position);
CREATE INDEX transfers_unsealed ON transfers (pot_id, id) WHERE position IS NULL;

DROP TRIGGER transfers_refuse_update;
CREATE TRIGGER transfers_refuse_update BEFORE UPDATE ON transfers
WHEN NOT (
    OLD.position IS NULL AND NEW.position IS NOT NULL AND OLD.seal IS NULL AND NEW.seal IS NOT NULL
    AND NEW.id IS OLD.id AND NEW.key IS OLD.key AND NEW.pot_id IS OLD.pot_id
    AND NEW.from_account_id IS OLD.from_account_id AND NEW.to_account_id IS OLD.to_account_id
    AND NEW.funding_stream_id IS OLD.funding_stream_id AND NEW.amount_pence IS OLD.amount_pence
    AND NEW.reason IS OLD.reason AND NEW.plan_line_id IS OLD.plan_line_id
    AND NEW.order_line_id IS OLD.order_line_id AND NEW.delivery_id IS OLD.delivery_id
    AND NEW.made_by IS OLD.made_by AND NEW.mandate_id IS OLD.mandate_id
    AND NEW.made_at IS OLD.made_at AND NEW.memo IS OLD.memo
)
BEGIN
    SELECT RAISE(ABORT, 'transfers are never changed');
END;
