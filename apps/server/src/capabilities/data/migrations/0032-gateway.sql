-- Abilities the gateway serves, the applications and keys that call them, and a record of every use.
CREATE TABLE app (
  id uuid PRIMARY KEY,
  organisation_id uuid NOT NULL,
  name text NOT NULL,
  contact text NOT NULL,
  is_suspended boolean NOT NULL DEFAULT false,
  created_time timestamptz NOT NULL
);
CREATE INDEX app_organisation ON app (organisation_id, created_time DESC);

CREATE TABLE app_key (
  id text COLLATE "C" PRIMARY KEY,
  app_id uuid NOT NULL REFERENCES app ON DELETE CASCADE,
  -- SM3 of the secret; the key of HMAC signatures too.
  secret_hash text NOT NULL,
  networks text[] NOT NULL,
  created_time timestamptz NOT NULL,
  expires_time timestamptz NOT NULL,
  revoked_time timestamptz
);
CREATE INDEX app_key_app ON app_key (app_id);

CREATE TABLE ability (
  id uuid PRIMARY KEY,
  code text COLLATE "C" NOT NULL UNIQUE,
  title text NOT NULL,
  summary text NOT NULL,
  version text NOT NULL,
  organisation_id uuid NOT NULL,
  kind text NOT NULL,
  dataset_id uuid REFERENCES dataset,
  upstream_url text,
  timeout_ms integer NOT NULL,
  quota_per_day integer NOT NULL,
  sla text NOT NULL,
  data_class text NOT NULL,
  price text NOT NULL,
  contract jsonb NOT NULL,
  example jsonb NOT NULL,
  sandbox jsonb NOT NULL,
  state text NOT NULL,
  retires_day date,
  replaced_by text,
  created_time timestamptz NOT NULL
);
CREATE INDEX ability_newest ON ability (created_time DESC, id DESC);
CREATE INDEX ability_dataset ON ability (dataset_id) WHERE dataset_id IS NOT NULL;

-- Leave to call an ability that is not a dataset.
CREATE TABLE ability_grant (
  id uuid PRIMARY KEY,
  ability_id uuid NOT NULL REFERENCES ability,
  organisation_id uuid NOT NULL,
  user_name text NOT NULL,
  purpose text NOT NULL,
  quota_per_day integer NOT NULL,
  to_day date NOT NULL,
  state text NOT NULL,
  created_time timestamptz NOT NULL,
  decided_time timestamptz,
  decided_by text,
  note text
);
CREATE INDEX ability_grant_of ON ability_grant (ability_id, organisation_id);

-- Organisations that ought to use the common abilities, for 服务率.
CREATE TABLE ability_duty (organisation_id uuid PRIMARY KEY);

CREATE TABLE use_count (
  organisation_id uuid NOT NULL,
  ability_id uuid NOT NULL,
  day date NOT NULL,
  calls bigint NOT NULL,
  PRIMARY KEY (organisation_id, ability_id, day)
);
CREATE INDEX use_count_day ON use_count (day);

CREATE TABLE use_record (
  id uuid PRIMARY KEY,
  time timestamptz NOT NULL,
  way text NOT NULL,
  ability_id uuid,
  dataset_id uuid,
  provider_id uuid,
  grant_id uuid,
  organisation_id uuid,
  caller text NOT NULL,
  purpose text NOT NULL,
  fields text[] NOT NULL,
  rows integer NOT NULL,
  digest text NOT NULL,
  trace_id text NOT NULL,
  status integer NOT NULL,
  millis real NOT NULL,
  receipt_id uuid
);
CREATE INDEX use_dataset ON use_record (dataset_id, time DESC);
CREATE INDEX use_organisation ON use_record (organisation_id, time DESC);
CREATE INDEX use_provider ON use_record (provider_id, time DESC);
CREATE INDEX use_time ON use_record (time DESC);
CREATE INDEX use_unsealed ON use_record (grant_id, time) WHERE receipt_id IS NULL AND grant_id IS NOT NULL;

-- Whose data a use touched: token of the citizen id, never the id.
CREATE TABLE use_person (
  token text COLLATE "C" NOT NULL,
  use_id uuid NOT NULL,
  time timestamptz NOT NULL,
  PRIMARY KEY (token, use_id)
);
CREATE INDEX use_person_time ON use_person (token, time DESC);

-- The token of the person an account belongs to, checked at a counter.
CREATE TABLE person_account (
  user_id uuid PRIMARY KEY,
  token text COLLATE "C" NOT NULL,
  verified_by text NOT NULL,
  verified_time timestamptz NOT NULL
);

CREATE TABLE receipt (
  id uuid PRIMARY KEY,
  time timestamptz NOT NULL,
  payload text NOT NULL,
  signature text NOT NULL,
  public_key text NOT NULL,
  entry_id uuid NOT NULL
);

-- Rows of a grant as its holder may see them: masked, narrowed, of one version. A copy to serve quickly, made anew at will.
CREATE TABLE served (
  grant_id uuid PRIMARY KEY REFERENCES grant_of_use ON DELETE CASCADE,
  version_id uuid,
  rows bigint,
  filled_time timestamptz
);
CREATE TABLE served_row (
  grant_id uuid NOT NULL,
  version_id uuid NOT NULL,
  row bigint NOT NULL,
  key text COLLATE "C",
  person text COLLATE "C",
  body text NOT NULL,
  PRIMARY KEY (grant_id, version_id, row)
);
CREATE INDEX served_key ON served_row (grant_id, version_id, key) WHERE key IS NOT NULL;

-- Answers of calls with an idempotency key, for whoever tries again.
CREATE TABLE ability_answer (
  app_id uuid NOT NULL,
  key text NOT NULL,
  body text NOT NULL,
  time timestamptz NOT NULL,
  PRIMARY KEY (app_id, key)
);
CREATE INDEX ability_answer_time ON ability_answer (time);
