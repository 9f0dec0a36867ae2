-- With whom somebody answered: a name, or who they are to them.
ALTER TABLE assessments ADD COLUMN together_with TEXT;
