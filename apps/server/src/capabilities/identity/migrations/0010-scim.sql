-- What a provisioning client (SCIM, RFC 7643) calls a user or an organisation, and what it has taken away.
CREATE TABLE scim_resource (
  client_id text NOT NULL,
  kind text NOT NULL CHECK (kind IN ('User', 'Group')),
  resource_id uuid NOT NULL,
  external_id text,
  modified_time timestamptz NOT NULL,
  PRIMARY KEY (client_id, kind, resource_id)
);
CREATE UNIQUE INDEX scim_external ON scim_resource (client_id, kind, external_id) WHERE external_id IS NOT NULL;

-- Accounts that were cancelled: personal fields are gone, the id stays for the trail.
ALTER TABLE app_user ADD COLUMN cancelled_time timestamptz;
