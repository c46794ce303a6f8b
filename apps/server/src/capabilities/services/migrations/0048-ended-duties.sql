ALTER TABLE permit_duty ADD COLUMN ended_time timestamptz;
COMMENT ON COLUMN permit_duty.ended_time IS 'Since when the firm no longer registers a business that needs the permit.';
