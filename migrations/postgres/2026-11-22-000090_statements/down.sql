DROP TABLE statement_mail_stops;
DROP TABLE statements;
DROP FUNCTION refuse_statement_change();
