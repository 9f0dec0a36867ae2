DROP TABLE figure_lines;
DROP TABLE figures;
DROP TABLE ras_versions;
