DROP TABLE officer_invites;
DROP TABLE officer_managers;
