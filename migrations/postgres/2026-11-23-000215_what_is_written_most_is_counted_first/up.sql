-- PostgreSQL counts each table by itself.
SELECT 1;
