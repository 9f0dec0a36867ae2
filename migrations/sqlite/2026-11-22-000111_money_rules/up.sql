-- How councils turn points into money: versions of their rules. A version in use never changes.

CREATE TABLE ras_versions (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    council_id INTEGER NOT NULL REFERENCES organisations (id),
    version INTEGER NOT NULL CHECK (version > 0),
    state TEXT NOT NULL CHECK (state IN ('draft', 'in_use', 'replaced')),
    content TEXT NOT NULL,
    revision INTEGER NOT NULL,
    made_by INTEGER REFERENCES users (id),
    made_at TEXT NOT NULL,
    used_by INTEGER REFERENCES users (id),
    used_at TEXT
) STRICT;
CREATE UNIQUE INDEX ras_versions_version ON ras_versions (council_id, version);
CREATE UNIQUE INDEX ras_versions_draft ON ras_versions (council_id) WHERE state = 'draft';
CREATE UNIQUE INDEX ras_versions_in_use ON ras_versions (council_id) WHERE state = 'in_use';

-- What somebody's points came to: the score, the adjustments, and the amount a year. The one that isn't replaced counts.
CREATE TABLE figures (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    holder_id INTEGER NOT NULL REFERENCES holders (id),
    assessment_id INTEGER NOT NULL REFERENCES assessments (id),
    ras_id INTEGER NOT NULL REFERENCES ras_versions (id),
    kind TEXT NOT NULL CHECK (kind IN ('adults', 'carers')),
    care_group TEXT,
    health_points INTEGER NOT NULL,
    choice_points INTEGER NOT NULL,
    economic_points INTEGER NOT NULL,
    social_points INTEGER NOT NULL,
    informal_points INTEGER NOT NULL,
    adjustments TEXT NOT NULL,
    gross_pence INTEGER NOT NULL CHECK (gross_pence >= 0),
    made_by INTEGER REFERENCES users (id),
    made_at TEXT NOT NULL,
    checked_by INTEGER REFERENCES users (id),
    checked_at TEXT,
    replaced_at TEXT
) STRICT;
CREATE UNIQUE INDEX figures_current ON figures (holder_id, kind) WHERE replaced_at IS NULL;
CREATE INDEX figures_assessment ON figures (assessment_id);
CREATE INDEX figures_ras ON figures (ras_id);

-- Why a figure is what it is; the lines add up to it.
CREATE TABLE figure_lines (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    figure_id INTEGER NOT NULL REFERENCES figures (id),
    position INTEGER NOT NULL,
    words TEXT NOT NULL,
    amount_pence INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX figure_lines_position ON figure_lines (figure_id, position);
