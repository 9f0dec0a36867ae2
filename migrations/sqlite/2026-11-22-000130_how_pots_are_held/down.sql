DROP TABLE stream_purposes;
DROP TABLE pot_choices;
DROP TABLE pot_holdings;
DROP TABLE budget_drafts;
