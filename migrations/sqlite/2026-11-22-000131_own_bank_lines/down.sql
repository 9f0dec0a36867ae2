DROP TABLE own_bank_papers;
DROP TABLE own_bank_lines;
DROP TABLE own_bank_files;
