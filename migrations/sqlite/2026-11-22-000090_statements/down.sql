DROP TABLE statement_mail_stops;
DROP TABLE statements;
