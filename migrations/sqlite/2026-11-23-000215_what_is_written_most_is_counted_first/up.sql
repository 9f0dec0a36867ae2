-- Before each row that it writes, SQLite goes through this table, from the lowest row on, until it finds where the counting
-- of ids stands. What is written most stands first, so that it isn't looked for behind a hundred others.
INSERT INTO sqlite_sequence (rowid, name, seq)
SELECT -hot.place, hot.name, COALESCE((SELECT known.seq FROM sqlite_sequence known WHERE known.name = hot.name), 0)
FROM (
    SELECT 1 AS place, 'search_outbox' AS name
    UNION ALL SELECT 2, 'sessions'
    UNION ALL SELECT 3, 'basket_lines'
    UNION ALL SELECT 4, 'orders'
    UNION ALL SELECT 5, 'order_lines'
    UNION ALL SELECT 6, 'deliveries'
    UNION ALL SELECT 7, 'idempotency_keys'
    UNION ALL SELECT 8, 'jobs'
    UNION ALL SELECT 9, 'audit_entries'
    UNION ALL SELECT 10, 'transfers'
) AS hot;
DELETE FROM sqlite_sequence WHERE rowid > 0 AND name IN (SELECT name FROM sqlite_sequence WHERE rowid < 0);
