-- How many answers of each kind of people a survey takes, and what share of the people they are.
ALTER TABLE survey ADD quota jsonb;
