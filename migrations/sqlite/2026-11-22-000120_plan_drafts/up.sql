-- Plans being written, what they said in each version, and how they come to be agreed.

CREATE TABLE plan_drafts (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    plan_id INTEGER NOT NULL REFERENCES plans (id),
    holder_id INTEGER NOT NULL REFERENCES holders (id),
    council_id INTEGER REFERENCES organisations (id),
    kind TEXT NOT NULL CHECK (kind IN ('new', 'change')),
    state TEXT NOT NULL CHECK (state IN ('draft', 'submitted', 'changes_asked', 'with_panel', 'appealed', 'agreed', 'refused', 'dropped')),
    version INTEGER NOT NULL CHECK (version >= 1),
    indicative_pence INTEGER CHECK (indicative_pence >= 0),
    total_pence INTEGER NOT NULL CHECK (total_pence >= 0),
    due_on TEXT,
    appealed_at TEXT,
    created_by INTEGER REFERENCES users (id),
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX plan_drafts_open ON plan_drafts (plan_id) WHERE state IN ('draft', 'submitted', 'changes_asked', 'with_panel', 'appealed');
CREATE INDEX plan_drafts_holder ON plan_drafts (holder_id, id);
CREATE INDEX plan_drafts_state ON plan_drafts (council_id, state, due_on, id);
CREATE INDEX plan_drafts_council ON plan_drafts (council_id, due_on, id);
CREATE INDEX plan_drafts_due ON plan_drafts (due_on);

CREATE TABLE plan_versions (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    draft_id INTEGER NOT NULL REFERENCES plan_drafts (id),
    number INTEGER NOT NULL CHECK (number >= 1),
    said TEXT NOT NULL,
    total_pence INTEGER NOT NULL CHECK (total_pence >= 0),
    made_by INTEGER NOT NULL REFERENCES users (id),
    mandate_id INTEGER REFERENCES mandates (id),
    made_at TEXT NOT NULL,
    sent_at TEXT
) STRICT;
CREATE UNIQUE INDEX plan_versions_number ON plan_versions (draft_id, number);

CREATE TABLE plan_moves (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    draft_id INTEGER NOT NULL REFERENCES plan_drafts (id),
    version INTEGER NOT NULL,
    step TEXT NOT NULL,
    words TEXT NOT NULL,
    made_by INTEGER NOT NULL REFERENCES users (id),
    mandate_id INTEGER REFERENCES mandates (id),
    made_at TEXT NOT NULL
) STRICT;
CREATE INDEX plan_moves_draft ON plan_moves (draft_id, id);

CREATE TABLE plan_panels (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    draft_id INTEGER NOT NULL REFERENCES plan_drafts (id),
    version INTEGER NOT NULL,
    question TEXT NOT NULL,
    meets_on TEXT NOT NULL,
    referred_by INTEGER NOT NULL REFERENCES users (id),
    referred_at TEXT NOT NULL,
    decision TEXT CHECK (decision IN ('support', 'conditions', 'against')),
    words TEXT,
    decided_by INTEGER REFERENCES users (id),
    decided_at TEXT
) STRICT;
CREATE INDEX plan_panels_draft ON plan_panels (draft_id, id);

CREATE TABLE plan_panel_members (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    panel_id INTEGER NOT NULL REFERENCES plan_panels (id),
    user_id INTEGER NOT NULL REFERENCES users (id)
) STRICT;
CREATE UNIQUE INDEX plan_panel_members_once ON plan_panel_members (panel_id, user_id);

CREATE TABLE plan_approvals (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    draft_id INTEGER NOT NULL REFERENCES plan_drafts (id),
    version INTEGER NOT NULL,
    words TEXT NOT NULL,
    made_by INTEGER NOT NULL REFERENCES users (id),
    made_at TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX plan_approvals_once ON plan_approvals (draft_id, version);

CREATE TABLE plan_comments (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    draft_id INTEGER NOT NULL REFERENCES plan_drafts (id),
    words TEXT NOT NULL,
    made_by INTEGER NOT NULL REFERENCES users (id),
    mandate_id INTEGER REFERENCES mandates (id),
    made_at TEXT NOT NULL
) STRICT;
CREATE INDEX plan_comments_draft ON plan_comments (draft_id, id);

CREATE TABLE plan_files (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    draft_id INTEGER NOT NULL REFERENCES plan_drafts (id),
    name TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('pdf', 'jpeg', 'png')),
    size INTEGER NOT NULL CHECK (size >= 0),
    stored TEXT NOT NULL,
    sent_by INTEGER NOT NULL REFERENCES users (id),
    sent_at TEXT NOT NULL
) STRICT;
CREATE INDEX plan_files_draft ON plan_files (draft_id, id);

CREATE TABLE plan_reminders (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    draft_id INTEGER NOT NULL REFERENCES plan_drafts (id),
    kind TEXT NOT NULL,
    due_on TEXT NOT NULL,
    told_at TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX plan_reminders_once ON plan_reminders (draft_id, kind, due_on);
