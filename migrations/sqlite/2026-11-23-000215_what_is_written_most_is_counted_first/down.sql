-- Where a number stands changes nothing.
SELECT 1;
