-- The transfers of a pot are a chain: each has its place in it, and a seal over what it says and the seal before it.
-- Transfers of before have neither until they are sealed, once; nothing else of a transfer is ever changed.
ALTER TABLE transfers ADD COLUMN position BIGINT CHECK (position > 0);
ALTER TABLE transfers ADD COLUMN seal BYTEA CHECK (length(seal) = 32 AND position > 0);

-- Two transfers never stand at one place, whoever races. It also finds a pot's transfers, as transfers_pot did.
DROP INDEX transfers_pot;
CREATE UNIQUE INDEX transfers_chain ON transfers (pot_id, position);
CREATE INDEX transfers_unsealed ON transfers (pot_id, id) WHERE position IS NULL;

CREATE FUNCTION refuse_transfer_update() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.position IS NULL AND NEW.position IS NOT NULL AND OLD.seal IS NULL AND NEW.seal IS NOT NULL
        AND (NEW.id, NEW.key, NEW.pot_id, NEW.from_account_id, NEW.to_account_id, NEW.funding_stream_id,
             NEW.amount_pence, NEW.reason, NEW.plan_line_id, NEW.order_line_id, NEW.delivery_id, NEW.made_by,
             NEW.mandate_id, NEW.made_at, NEW.memo)
        IS NOT DISTINCT FROM
            (OLD.id, OLD.key, OLD.pot_id, OLD.from_account_id, OLD.to_account_id, OLD.funding_stream_id,
             OLD.amount_pence, OLD.reason, OLD.plan_line_id, OLD.order_line_id, OLD.delivery_id, OLD.made_by,
             OLD.mandate_id, OLD.made_at, OLD.memo)
    THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'transfers are never changed or deleted';
END;
$$;
DROP TRIGGER transfers_refuse_update ON transfers;
CREATE TRIGGER transfers_refuse_update BEFORE UPDATE ON transfers
    FOR EACH ROW EXECUTE FUNCTION refuse_transfer_update();
