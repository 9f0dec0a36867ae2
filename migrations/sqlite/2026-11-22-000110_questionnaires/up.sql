-- What councils ask: versions of questionnaires. A version in use never changes.

CREATE TABLE questionnaires (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    council_id INTEGER NOT NULL REFERENCES organisations (id),
    kind TEXT NOT NULL CHECK (kind IN ('adults', 'carers', 'quality')),
    version INTEGER NOT NULL CHECK (version > 0),
    state TEXT NOT NULL CHECK (state IN ('draft', 'in_use', 'replaced')),
    content TEXT NOT NULL,
    revision INTEGER NOT NULL,
    made_by INTEGER REFERENCES users (id),
    made_at TEXT NOT NULL,
    used_by INTEGER REFERENCES users (id),
    used_at TEXT
) STRICT;
CREATE UNIQUE INDEX questionnaires_version ON questionnaires (council_id, kind, version);
CREATE UNIQUE INDEX questionnaires_draft ON questionnaires (council_id, kind) WHERE state = 'draft';
CREATE UNIQUE INDEX questionnaires_in_use ON questionnaires (council_id, kind) WHERE state = 'in_use';

-- Somebody's answers to one version. Points are kept when they are sent in.
CREATE TABLE assessments (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    holder_id INTEGER NOT NULL REFERENCES holders (id),
    questionnaire_id INTEGER NOT NULL REFERENCES questionnaires (id),
    kind TEXT NOT NULL CHECK (kind IN ('adults', 'carers', 'quality')),
    state TEXT NOT NULL CHECK (state IN ('started', 'submitted', 'stopped')),
    done TEXT NOT NULL CHECK (done IN ('alone', 'together', 'care_manager')),
    begun_by INTEGER NOT NULL REFERENCES users (id),
    begun_mandate INTEGER REFERENCES mandates (id),
    begun_at TEXT NOT NULL,
    submitted_by INTEGER REFERENCES users (id),
    submitted_mandate INTEGER REFERENCES mandates (id),
    submitted_at TEXT
) STRICT;
CREATE UNIQUE INDEX assessments_started ON assessments (holder_id, kind) WHERE state = 'started';
CREATE INDEX assessments_holder ON assessments (holder_id);
CREATE INDEX assessments_questionnaire ON assessments (questionnaire_id);

-- Each answer as it was given; the newest for a question counts.
CREATE TABLE assessment_answers (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    assessment_id INTEGER NOT NULL REFERENCES assessments (id),
    question TEXT NOT NULL,
    choice TEXT,
    words TEXT,
    answered_by INTEGER NOT NULL REFERENCES users (id),
    mandate_id INTEGER REFERENCES mandates (id),
    answered_at TEXT NOT NULL
) STRICT;
CREATE INDEX assessment_answers_assessment ON assessment_answers (assessment_id);
