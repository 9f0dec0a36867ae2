ALTER TABLE assessments DROP COLUMN together_with;
