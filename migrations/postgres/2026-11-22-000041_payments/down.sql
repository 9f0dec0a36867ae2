DROP TABLE bank_lines;
DROP TABLE bank_statements;
DROP TABLE payments;
DROP TABLE payment_runs;
DROP TABLE payer_accounts;
DROP TABLE bank_accounts;
ALTER TABLE billing_settings DROP COLUMN electronic_address;
ALTER TABLE billing_details DROP COLUMN electronic_address;
