-- A decision model that is drawn anew takes the place of the old one, which stays to be read.
ALTER TABLE decision_model
  ADD COLUMN retired_time timestamptz,
  ADD COLUMN replaced_by uuid REFERENCES decision_model (id);
