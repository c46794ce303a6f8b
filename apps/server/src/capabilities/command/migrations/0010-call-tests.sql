-- 呼叫树: who calls whom, and how each test went. A person at the top has no caller and stands in the tree all the same.
CREATE TABLE call_place (
  contact_id uuid PRIMARY KEY REFERENCES contact (id),
  caller_id uuid REFERENCES call_place (contact_id),
  level smallint NOT NULL CHECK (level BETWEEN 1 AND 4)
);
CREATE INDEX call_place_caller ON call_place (caller_id);
CREATE TABLE call_test (
  id uuid PRIMARY KEY,
  started_by_name text NOT NULL,
  started_time timestamptz NOT NULL,
  ended_time timestamptz,
  wait_minutes smallint NOT NULL
);
CREATE UNIQUE INDEX call_test_running ON call_test ((true)) WHERE ended_time IS NULL;
CREATE INDEX call_test_started ON call_test (started_time DESC);
CREATE TABLE test_call (
  id uuid PRIMARY KEY,
  test_id uuid NOT NULL REFERENCES call_test (id),
  contact_id uuid NOT NULL,
  caller_id uuid,
  name text NOT NULL,
  duty text NOT NULL,
  user_id uuid,
  phone text,
  level smallint NOT NULL,
  state text NOT NULL CHECK (state IN ('waiting', 'calling', 'answered', 'unanswered')),
  is_bypassed boolean NOT NULL DEFAULT false,
  called_time timestamptz,
  ended_time timestamptz,
  UNIQUE (test_id, contact_id)
);
CREATE INDEX test_call_caller ON test_call (test_id, caller_id);
CREATE INDEX test_call_user ON test_call (user_id) WHERE state = 'calling';
