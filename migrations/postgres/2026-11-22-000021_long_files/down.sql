ALTER TABLE bulk_uploads DROP COLUMN problem;
ALTER TABLE bulk_uploads DROP COLUMN queued_at;
