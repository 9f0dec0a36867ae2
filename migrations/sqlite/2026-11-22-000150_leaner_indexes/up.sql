-- Each order writes a row in every index of five tables. What is empty for nearly all of them leaves their indexes:
-- a column's index then holds only the rows that have something there, and finds them as before.
DROP INDEX order_lines_listing_version;
DROP INDEX orders_mandate;
CREATE INDEX orders_mandate ON orders (mandate_id, placed_at) WHERE mandate_id IS NOT NULL;
-- The first order of a package has the package's own reference, so it is found by that.
DROP INDEX orders_package;
CREATE INDEX orders_package ON orders (package_reference) WHERE package_reference <> reference;
DROP INDEX deliveries_recorded;
CREATE INDEX deliveries_recorded ON deliveries (status, recorded_at) WHERE recorded_at IS NOT NULL;
DROP INDEX deliveries_pause;
CREATE INDEX deliveries_pause ON deliveries (pause_id) WHERE pause_id IS NOT NULL;
DROP INDEX deliveries_asked;
CREATE INDEX deliveries_asked ON deliveries (asked_at) WHERE asked_at IS NOT NULL;
DROP INDEX transfers_delivery;
CREATE INDEX transfers_delivery ON transfers (delivery_id) WHERE delivery_id IS NOT NULL;
