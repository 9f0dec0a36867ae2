DROP TABLE saved_search_mails;
DROP TABLE saved_search_matches;
DROP TABLE saved_searches;
DROP TABLE shortlist_entries;
