-- How a person is reached outside the platform.
ALTER TABLE app_user ADD COLUMN phone text, ADD COLUMN email text;
CREATE INDEX app_user_organisation ON app_user (organisation_id) WHERE NOT disabled;
