DROP TABLE credit_note_lines;
DROP TABLE credit_notes;
DROP TABLE invoice_messages;
DROP TABLE invoice_lines;
DROP TABLE invoices;
DROP TABLE invoice_series;
DROP TABLE billing_settings;
DROP TABLE billing_details;
