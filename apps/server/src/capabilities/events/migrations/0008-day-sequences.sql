-- Numbers of a day come from a sequence of that day: a counter in a row would hold back every other event until the
-- transaction that took a number ends. A number whose transaction came to nothing is not given out again.
CREATE FUNCTION next_day_number(day date) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = events, pg_temp AS $$
DECLARE
  name text := 'day_' || to_char(day, 'YYYYMMDD');
  start bigint;
BEGIN
  IF to_regclass('events.' || name) IS NULL THEN
    -- Whoever is first of the day makes it; the others wait for that here.
    PERFORM pg_advisory_xact_lock(hashtext('events.day-sequence'));
    SELECT coalesce(max(last), 0) + 1 INTO start FROM day_number d WHERE d.day = next_day_number.day;
    EXECUTE format('CREATE SEQUENCE IF NOT EXISTS events.%I START %s', name, start);
  END IF;
  RETURN nextval(format('events.%I', name)::regclass);
END $$;
