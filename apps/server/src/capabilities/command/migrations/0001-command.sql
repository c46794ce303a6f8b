-- Something that needs a command: from an event, a telephone report, a sensor or another level.
CREATE TABLE incident (
  id uuid PRIMARY KEY,
  reference text NOT NULL UNIQUE,
  title text NOT NULL,
  kind text NOT NULL,
  state text NOT NULL CHECK (state IN ('open', 'ended')),
  source text NOT NULL,
  event_id uuid UNIQUE,
  division_code text COLLATE "C",
  lon double precision,
  lat double precision,
  is_drill boolean NOT NULL DEFAULT false,
  drill_people uuid[] NOT NULL DEFAULT '{}',
  level text,
  proposal jsonb NOT NULL,
  facts jsonb NOT NULL,
  version integer NOT NULL DEFAULT 1,
  commander_id uuid,
  commander_name text,
  opened_time timestamptz NOT NULL,
  ended_time timestamptz,
  grams text[] NOT NULL
);
CREATE INDEX incident_opened ON incident (opened_time DESC, id DESC);
CREATE INDEX incident_state ON incident (state, opened_time DESC);
CREATE INDEX incident_division ON incident (division_code, opened_time DESC);
CREATE INDEX incident_grams ON incident USING gin (grams);

-- Versions of what was known.
CREATE TABLE report (
  id uuid PRIMARY KEY,
  incident_id uuid NOT NULL REFERENCES incident,
  version integer NOT NULL,
  kind text NOT NULL CHECK (kind IN ('first', 'follow-up', 'correction', 'final')),
  facts jsonb NOT NULL,
  text text NOT NULL,
  proposal jsonb NOT NULL,
  by_id uuid,
  by_name text NOT NULL,
  time timestamptz NOT NULL,
  digest text NOT NULL,
  UNIQUE (incident_id, version)
);
COMMENT ON TABLE report IS 'append-only';

CREATE TABLE level_decision (
  id uuid PRIMARY KEY,
  incident_id uuid NOT NULL REFERENCES incident,
  proposed jsonb NOT NULL,
  decided text NOT NULL,
  comment text NOT NULL,
  by_id uuid NOT NULL,
  by_name text NOT NULL,
  time timestamptz NOT NULL
);
COMMENT ON TABLE level_decision IS 'append-only';
CREATE INDEX level_decision_incident ON level_decision (incident_id, time);

-- The log, minute by minute.
CREATE TABLE entry (
  id uuid PRIMARY KEY,
  incident_id uuid NOT NULL REFERENCES incident,
  time timestamptz NOT NULL,
  act text NOT NULL,
  by_id uuid,
  by_name text,
  text text NOT NULL,
  detail jsonb NOT NULL DEFAULT '{}'
);
COMMENT ON TABLE entry IS 'append-only';
CREATE INDEX entry_incident ON entry (incident_id, time, id);

CREATE TABLE plan_version (
  plan_id text NOT NULL,
  version integer NOT NULL,
  state text NOT NULL CHECK (state IN ('draft', 'approved', 'retired')),
  document jsonb NOT NULL,
  review_date date,
  written_by text,
  approved_by text,
  approved_time timestamptz,
  changed_time timestamptz NOT NULL,
  PRIMARY KEY (plan_id, version)
);
CREATE UNIQUE INDEX plan_draft ON plan_version (plan_id) WHERE state = 'draft';
CREATE UNIQUE INDEX plan_approved ON plan_version (plan_id) WHERE state = 'approved';

-- Who holds a post of a plan when no roster names somebody.
CREATE TABLE standing_holder (
  plan_id text NOT NULL,
  post text NOT NULL,
  contact_id uuid NOT NULL,
  PRIMARY KEY (plan_id, post)
);

CREATE TABLE plan_start (
  id uuid PRIMARY KEY,
  incident_id uuid NOT NULL REFERENCES incident,
  plan_id text NOT NULL,
  version integer NOT NULL,
  level text NOT NULL,
  override_reason text,
  vacancies jsonb NOT NULL,
  by_id uuid NOT NULL,
  by_name text NOT NULL,
  started_time timestamptz NOT NULL,
  UNIQUE (incident_id, plan_id, level),
  FOREIGN KEY (plan_id, version) REFERENCES plan_version
);

CREATE TABLE plan_proposal (
  id uuid PRIMARY KEY,
  plan_id text NOT NULL,
  level text NOT NULL,
  reason text NOT NULL,
  incident_id uuid,
  event_id uuid,
  division_code text COLLATE "C",
  state text NOT NULL CHECK (state IN ('open', 'taken', 'refused')),
  time timestamptz NOT NULL,
  UNIQUE (plan_id, level, event_id)
);
CREATE INDEX plan_proposal_open ON plan_proposal (state, time DESC);

-- An order never changes; what became of it stands in order_progress.
CREATE TABLE task_order (
  id uuid PRIMARY KEY,
  reference text NOT NULL UNIQUE,
  incident_id uuid REFERENCES incident,
  start_id uuid REFERENCES plan_start,
  task_number integer,
  kind text NOT NULL,
  phase text,
  title text NOT NULL,
  text text NOT NULL,
  output text,
  addressee jsonb NOT NULL,
  to_user uuid,
  to_organisation uuid,
  lon double precision,
  lat double precision,
  due_time timestamptz,
  is_vacant boolean NOT NULL DEFAULT false,
  is_drill boolean NOT NULL,
  issued_by uuid,
  issued_name text NOT NULL,
  issued_time timestamptz NOT NULL,
  supersedes_id uuid UNIQUE REFERENCES task_order,
  signed_text text NOT NULL,
  digest text NOT NULL,
  signature text NOT NULL,
  public_key text NOT NULL,
  ledger_entry text
);
COMMENT ON TABLE task_order IS 'append-only';
CREATE INDEX task_order_incident ON task_order (incident_id, issued_time);
CREATE INDEX task_order_user ON task_order (to_user, issued_time DESC) WHERE to_user IS NOT NULL;
CREATE INDEX task_order_organisation ON task_order (to_organisation, issued_time DESC) WHERE to_organisation IS NOT NULL;

CREATE TABLE order_progress (
  order_id uuid PRIMARY KEY REFERENCES task_order,
  state text NOT NULL CHECK (state IN ('sent', 'read', 'accepted', 'arrived', 'done', 'superseded')),
  channel text,
  message_id uuid,
  unread_late boolean NOT NULL DEFAULT false,
  sent_time timestamptz NOT NULL,
  read_time timestamptz,
  accepted_time timestamptz,
  arrived_time timestamptz,
  done_time timestamptz,
  result text,
  deviation text,
  resends integer NOT NULL DEFAULT 0
);
CREATE INDEX order_progress_message ON order_progress (message_id);

-- Something to be done at a time, once, by whichever process comes first.
CREATE TABLE timer (
  id uuid PRIMARY KEY,
  kind text NOT NULL,
  subject_id text NOT NULL,
  due_time timestamptz NOT NULL,
  fired_time timestamptz,
  UNIQUE (kind, subject_id)
);
CREATE INDEX timer_due ON timer (due_time) WHERE fired_time IS NULL;

CREATE TABLE day_number (
  prefix text NOT NULL,
  day date NOT NULL,
  last integer NOT NULL,
  PRIMARY KEY (prefix, day)
);

CREATE TABLE lot (
  id uuid PRIMARY KEY,
  store_id uuid NOT NULL,
  material text NOT NULL,
  unit text NOT NULL,
  quantity numeric NOT NULL CHECK (quantity >= 0),
  minimum numeric NOT NULL DEFAULT 0,
  expiry_date date,
  unit_cost numeric,
  added_time timestamptz NOT NULL
);
CREATE INDEX lot_material ON lot (material, store_id);
CREATE INDEX lot_store ON lot (store_id);
CREATE INDEX lot_expiry ON lot (expiry_date) WHERE quantity > 0;

CREATE TABLE occupancy (
  resource_id uuid PRIMARY KEY,
  occupied integer NOT NULL,
  changed_time timestamptz NOT NULL
);

CREATE TABLE allocation (
  id uuid PRIMARY KEY,
  incident_id uuid NOT NULL REFERENCES incident,
  resource_id uuid NOT NULL,
  resource_name text NOT NULL,
  lot_id uuid REFERENCES lot,
  what text NOT NULL,
  unit text NOT NULL,
  quantity numeric NOT NULL CHECK (quantity > 0),
  state text NOT NULL CHECK (state IN ('requested', 'approved', 'shipped', 'received', 'returned', 'consumed', 'cancelled')),
  travel_minutes double precision,
  cost numeric,
  requested_id uuid NOT NULL,
  requested_by text NOT NULL,
  requested_time timestamptz NOT NULL,
  approved_by text,
  given_by text,
  shipped_time timestamptz,
  taken_by text,
  received_time timestamptz,
  closed_time timestamptz
);
CREATE INDEX allocation_incident ON allocation (incident_id, requested_time);
CREATE INDEX allocation_lot ON allocation (lot_id) WHERE lot_id IS NOT NULL;
-- What is one of a kind is held by one incident at a time.
CREATE UNIQUE INDEX allocation_held ON allocation (resource_id)
  WHERE lot_id IS NULL AND state IN ('requested', 'approved', 'shipped', 'received');

-- Each move of goods with both signatures.
CREATE TABLE stock_move (
  id uuid PRIMARY KEY,
  allocation_id uuid NOT NULL REFERENCES allocation,
  state text NOT NULL,
  signed_by text NOT NULL,
  counterpart text,
  time timestamptz NOT NULL
);
COMMENT ON TABLE stock_move IS 'append-only';

CREATE TABLE transfer (
  id uuid PRIMARY KEY,
  allocation_id uuid NOT NULL REFERENCES allocation,
  from_incident uuid NOT NULL REFERENCES incident,
  to_incident uuid NOT NULL REFERENCES incident,
  state text NOT NULL CHECK (state IN ('open', 'granted', 'refused')),
  reason text NOT NULL,
  requested_by text NOT NULL,
  decided_by text,
  time timestamptz NOT NULL
);
CREATE UNIQUE INDEX transfer_open ON transfer (allocation_id, to_incident) WHERE state = 'open';

CREATE TABLE contact (
  id uuid PRIMARY KEY,
  name text NOT NULL,
  phone text,
  user_id uuid,
  organisation_id uuid,
  duty text NOT NULL,
  availability text NOT NULL DEFAULT 'free' CHECK (availability IN ('free', 'busy', 'away')),
  division_code text COLLATE "C",
  lon double precision,
  lat double precision,
  is_field boolean NOT NULL DEFAULT false,
  grams text[] NOT NULL
);
CREATE INDEX contact_organisation ON contact (organisation_id);
CREATE INDEX contact_user ON contact (user_id) WHERE user_id IS NOT NULL;
CREATE INDEX contact_field ON contact (lon, lat) WHERE is_field;
CREATE INDEX contact_grams ON contact USING gin (grams);

CREATE TABLE roster (
  id uuid PRIMARY KEY,
  title text NOT NULL,
  organisation_id uuid,
  posts jsonb NOT NULL
);

CREATE TABLE shift (
  id uuid PRIMARY KEY,
  roster_id uuid NOT NULL REFERENCES roster,
  post text NOT NULL,
  start_time timestamptz NOT NULL,
  end_time timestamptz NOT NULL CHECK (end_time > start_time),
  contact_id uuid NOT NULL REFERENCES contact,
  substitute_for text,
  sequence integer NOT NULL DEFAULT 0,
  changed_time timestamptz NOT NULL,
  UNIQUE (roster_id, post, start_time)
);
CREATE INDEX shift_time ON shift (start_time, end_time);
CREATE INDEX shift_contact ON shift (contact_id, start_time);

CREATE TABLE hand_over (
  id uuid PRIMARY KEY,
  roster_id uuid NOT NULL REFERENCES roster,
  outgoing_id uuid NOT NULL,
  outgoing text NOT NULL,
  incoming_id uuid,
  incoming text,
  matters jsonb NOT NULL,
  remarks text NOT NULL,
  state text NOT NULL CHECK (state IN ('offered', 'signed')),
  offered_time timestamptz NOT NULL,
  signed_time timestamptz
);
CREATE INDEX hand_over_roster ON hand_over (roster_id, offered_time DESC);

CREATE TABLE calendar_feed (
  token_digest text PRIMARY KEY,
  roster_id uuid REFERENCES roster,
  contact_id uuid REFERENCES contact,
  created_by uuid NOT NULL,
  created_time timestamptz NOT NULL
);

CREATE TABLE war_profile (
  id text PRIMARY KEY,
  title text NOT NULL,
  settings jsonb NOT NULL
);

-- The settings of peace; war never changes this row.
CREATE TABLE base_setting (
  id integer PRIMARY KEY CHECK (id = 1),
  settings jsonb NOT NULL
);

CREATE TABLE war_switch (
  id uuid PRIMARY KEY,
  title text NOT NULL,
  profile_id text NOT NULL,
  settings jsonb NOT NULL,
  divisions text[] NOT NULL,
  area jsonb,
  is_drill boolean NOT NULL DEFAULT false,
  incident_id uuid REFERENCES incident,
  start_time timestamptz NOT NULL,
  end_time timestamptz NOT NULL CHECK (end_time > start_time),
  state text NOT NULL CHECK (state IN ('proposed', 'authorised', 'active', 'ended', 'cancelled')),
  proposed_id uuid NOT NULL,
  proposed_by text NOT NULL,
  command_organisation uuid,
  reporters uuid[] NOT NULL,
  started_time timestamptz,
  ended_time timestamptz,
  saved jsonb,
  restored jsonb,
  review text
);
CREATE INDEX war_switch_state ON war_switch (state, start_time);

CREATE TABLE authorisation (
  switch_id uuid NOT NULL REFERENCES war_switch,
  user_id uuid NOT NULL,
  name text NOT NULL,
  time timestamptz NOT NULL,
  PRIMARY KEY (switch_id, user_id)
);

CREATE TABLE routed_event (
  switch_id uuid NOT NULL REFERENCES war_switch,
  event_id uuid NOT NULL,
  time timestamptz NOT NULL,
  PRIMARY KEY (switch_id, event_id)
);

CREATE TABLE safe_report (
  id uuid PRIMARY KEY,
  switch_id uuid NOT NULL REFERENCES war_switch,
  organisation_id uuid NOT NULL,
  due_time timestamptz NOT NULL,
  state text NOT NULL CHECK (state IN ('due', 'received', 'missing')),
  text text,
  by_name text,
  received_time timestamptz,
  UNIQUE (switch_id, organisation_id, due_time)
);

CREATE TABLE room (
  id uuid PRIMARY KEY,
  incident_id uuid NOT NULL REFERENCES incident,
  title text NOT NULL,
  state text NOT NULL CHECK (state IN ('open', 'closed')),
  minutes text,
  minutes_by text,
  opened_time timestamptz NOT NULL,
  closed_time timestamptz
);
CREATE INDEX room_incident ON room (incident_id);

CREATE TABLE attendance (
  id uuid PRIMARY KEY,
  room_id uuid NOT NULL REFERENCES room,
  person jsonb NOT NULL,
  user_id uuid,
  invited_time timestamptz NOT NULL,
  joined_time timestamptz,
  called_time timestamptz,
  left_time timestamptz
);
CREATE UNIQUE INDEX attendance_user ON attendance (room_id, user_id) WHERE user_id IS NOT NULL;

CREATE TABLE room_message (
  id uuid PRIMARY KEY,
  room_id uuid NOT NULL REFERENCES room,
  by_id uuid,
  by_name text NOT NULL,
  text text NOT NULL,
  time timestamptz NOT NULL
);
COMMENT ON TABLE room_message IS 'append-only';
CREATE INDEX room_message_room ON room_message (room_id, time);

CREATE TABLE map_mark (
  id uuid PRIMARY KEY,
  room_id uuid NOT NULL REFERENCES room,
  geometry jsonb NOT NULL,
  label text NOT NULL,
  kind text NOT NULL,
  by_id uuid,
  by_name text NOT NULL,
  time timestamptz NOT NULL
);
COMMENT ON TABLE map_mark IS 'append-only';
CREATE INDEX map_mark_room ON map_mark (room_id, time);

CREATE TABLE resolution (
  id uuid PRIMARY KEY,
  room_id uuid NOT NULL REFERENCES room,
  text text NOT NULL,
  owner jsonb NOT NULL,
  due_time timestamptz NOT NULL,
  order_id uuid REFERENCES task_order,
  time timestamptz NOT NULL
);
CREATE INDEX resolution_room ON resolution (room_id);

CREATE TABLE talk_group (
  id uuid PRIMARY KEY,
  incident_id uuid NOT NULL REFERENCES incident,
  title text NOT NULL,
  members jsonb NOT NULL,
  opened_time timestamptz NOT NULL,
  dissolved_time timestamptz
);
CREATE INDEX talk_group_incident ON talk_group (incident_id);

CREATE TABLE broadcast (
  id uuid PRIMARY KEY,
  group_id uuid NOT NULL REFERENCES talk_group,
  text text NOT NULL,
  by_name text NOT NULL,
  time timestamptz NOT NULL
);

CREATE TABLE acknowledgement (
  id uuid PRIMARY KEY,
  broadcast_id uuid NOT NULL REFERENCES broadcast,
  contact_id uuid NOT NULL,
  name text NOT NULL,
  phone text,
  user_id uuid,
  message_id uuid,
  channel text,
  state text NOT NULL CHECK (state IN ('sent', 'failed-over', 'acknowledged', 'no-reply')),
  time timestamptz
);
CREATE INDEX acknowledgement_broadcast ON acknowledgement (broadcast_id);
CREATE INDEX acknowledgement_message ON acknowledgement (message_id);

CREATE TABLE review (
  incident_id uuid PRIMARY KEY REFERENCES incident,
  lessons text NOT NULL,
  confirmed_by text,
  confirmed_time timestamptz
);

CREATE TABLE improvement (
  id uuid PRIMARY KEY,
  incident_id uuid NOT NULL REFERENCES incident,
  text text NOT NULL,
  plan_id text,
  owner text NOT NULL,
  due_date date NOT NULL,
  state text NOT NULL CHECK (state IN ('open', 'done'))
);
CREATE INDEX improvement_incident ON improvement (incident_id);

CREATE TABLE drill (
  id uuid PRIMARY KEY,
  script text NOT NULL,
  plan_id text NOT NULL,
  incident_id uuid REFERENCES incident,
  state text NOT NULL CHECK (state IN ('running', 'ended')),
  speed double precision NOT NULL,
  started_time timestamptz NOT NULL,
  ended_time timestamptz,
  started_by text NOT NULL,
  started_id uuid NOT NULL
);
CREATE INDEX drill_started ON drill (started_time DESC);

CREATE TABLE drill_inject (
  drill_id uuid NOT NULL REFERENCES drill,
  number integer NOT NULL,
  fired_time timestamptz,
  PRIMARY KEY (drill_id, number)
);

CREATE TABLE simulation (
  id uuid PRIMARY KEY,
  model text NOT NULL,
  title text NOT NULL,
  parameters jsonb NOT NULL,
  seed integer NOT NULL,
  state text NOT NULL CHECK (state IN ('queued', 'running', 'done', 'cancelled', 'failed')),
  progress double precision NOT NULL DEFAULT 0,
  measures jsonb,
  result jsonb,
  digest text,
  by_id uuid NOT NULL,
  by_name text NOT NULL,
  time timestamptz NOT NULL,
  taken_time timestamptz,
  done_time timestamptz
);
CREATE INDEX simulation_time ON simulation (time DESC);
CREATE INDEX simulation_waiting ON simulation (time) WHERE state IN ('queued', 'running');

CREATE TABLE assessment (
  id uuid PRIMARY KEY,
  incident_id uuid NOT NULL REFERENCES incident,
  lon double precision NOT NULL,
  lat double precision NOT NULL,
  radius_m double precision NOT NULL,
  found jsonb NOT NULL,
  overrides jsonb NOT NULL DEFAULT '{}',
  result text,
  approved_by text,
  time timestamptz NOT NULL
);
CREATE INDEX assessment_incident ON assessment (incident_id, time DESC);
