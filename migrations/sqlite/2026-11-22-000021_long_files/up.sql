-- A long file of listings is saved by a job: since when it waits for that, and why it was not saved.

ALTER TABLE bulk_uploads ADD COLUMN queued_at TEXT;
ALTER TABLE bulk_uploads ADD COLUMN problem TEXT;
