DROP TABLE owed_back;
DROP TABLE tolerances;
