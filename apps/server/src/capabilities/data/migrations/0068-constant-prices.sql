-- The price index that turns the values of a series into constant prices, and what 100 is in it.
ALTER TABLE series ADD COLUMN deflator text;
ALTER TABLE series ADD COLUMN deflator_base text CHECK (deflator_base IN ('year-before', 'fixed'));
