DROP TABLE order_shares;
DROP TABLE shared_invites;
DROP TABLE shared_members;
DROP TABLE shared_orders;
