CREATE TABLE line (
  number text PRIMARY KEY,
  title text NOT NULL,
  skill text NOT NULL,
  priority smallint NOT NULL,
  wait_limit_s int NOT NULL,
  menu jsonb NOT NULL DEFAULT '[]',
  notice text,
  enabled boolean NOT NULL DEFAULT true
);
INSERT INTO line (number, title, skill, priority, wait_limit_s, menu) VALUES
  ('12345', '政务服务便民热线', '综合', 5, 60,
    '[{"key":"1","title":"城市管理与公用事业","skill":"综合"},{"key":"2","title":"社会保障","skill":"社保"},{"key":"3","title":"卫生健康","skill":"卫健"},{"key":"4","title":"English","skill":"英语"}]'),
  ('12319', '城建服务热线', '城建', 5, 60, '[]'),
  ('12333', '人力资源社会保障热线', '社保', 5, 60, '[]'),
  ('12320', '卫生热线', '卫健', 5, 60, '[]'),
  ('12316', '三农服务热线', '农业', 4, 60, '[]'),
  ('12315', '消费者投诉举报热线', '市场监管', 5, 60, '[]'),
  ('12348', '公共法律服务热线', '法律', 4, 60, '[]'),
  ('96196', '便民服务热线', '综合', 4, 90, '[]'),
  ('118114', '号码百事通', '查询', 3, 90, '[]'),
  ('114', '查号台', '查询', 3, 90, '[]'),
  ('12301', '旅游服务热线', '旅游', 4, 60, '[]');

CREATE TABLE seat (
  user_id uuid PRIMARY KEY,
  name text NOT NULL,
  extension text NOT NULL,
  skills text[] NOT NULL,
  state text NOT NULL CHECK (state IN ('ready', 'busy', 'wrap-up', 'away', 'off')),
  since timestamptz NOT NULL,
  call_id uuid
);

CREATE TABLE call (
  id uuid PRIMARY KEY,
  external_id text NOT NULL UNIQUE,
  line text NOT NULL,
  skill text NOT NULL,
  priority smallint NOT NULL,
  state text NOT NULL CHECK (state IN
    ('queued', 'call-back', 'ringing', 'talking', 'ended', 'abandoned', 'transferred')),
  number text,
  caller_name text,
  hidden boolean NOT NULL DEFAULT false,
  -- Last agent of the caller, tried first; for a hand-over to a person, the only one it is meant for.
  wanted_seat uuid,
  only_wanted boolean NOT NULL DEFAULT false,
  seat_user_id uuid,
  seat_name text,
  notes text NOT NULL DEFAULT '',
  arrived_time timestamptz NOT NULL,
  offered_time timestamptz,
  accepted boolean,
  ringing_time timestamptz,
  answered_time timestamptz,
  ended_time timestamptz,
  ticket_id uuid,
  transferred_to text,
  recording text
);
CREATE INDEX call_arrived ON call (arrived_time DESC, id DESC);
CREATE INDEX call_number ON call (number, arrived_time DESC);
CREATE INDEX call_seat ON call (seat_user_id, arrived_time DESC);
CREATE INDEX call_waiting ON call (priority DESC, arrived_time) WHERE state IN ('queued', 'call-back', 'ringing');

CREATE TABLE category (
  id text PRIMARY KEY,
  title text NOT NULL,
  event_type text NOT NULL,
  words text[] NOT NULL,
  sort smallint NOT NULL
);
INSERT INTO category VALUES
  ('water-supply', '供水', 'hotline.water-supply', '{停水,断水,水压,没水,自来水,水质,水费}', 1),
  ('heating-gas', '燃气供热', 'hotline.appeal', '{燃气,煤气,暖气,供热,停气}', 2),
  ('power', '供电', 'hotline.appeal', '{停电,断电,跳闸,电费}', 3),
  ('drainage', '排水积水', 'waterlogging.ponding', '{积水,内涝,下水道,污水,冒溢}', 4),
  ('road', '道路设施', 'hotline.appeal', '{路灯,井盖,坑洼,破损,护栏,红绿灯}', 5),
  ('sanitation', '环境卫生', 'hotline.appeal', '{垃圾,异味,保洁,公厕}', 6),
  ('noise', '噪声扰民', 'hotline.appeal', '{噪音,噪声,扰民,施工}', 7),
  ('property', '物业管理', 'hotline.appeal', '{物业,电梯,小区,停车}', 8),
  ('social-security', '社会保障', 'hotline.appeal', '{社保,养老金,退休,医保,工伤,失业}', 9),
  ('labour', '劳动争议', 'hotline.appeal', '{工资,欠薪,劳动合同}', 10),
  ('market', '消费维权', 'hotline.appeal', '{退款,假货,价格,食品}', 11),
  ('report', '违法举报', 'hotline.appeal', '{举报,违法,贪}', 12),
  ('consult', '政策咨询', 'hotline.appeal', '{咨询,怎么办,材料,流程}', 13);

CREATE SEQUENCE ticket_number;
CREATE TABLE ticket (
  id uuid PRIMARY KEY,
  reference text NOT NULL UNIQUE,
  channel text NOT NULL,
  line text,
  category text NOT NULL,
  title text NOT NULL,
  body text NOT NULL,
  address text,
  lon double precision,
  lat double precision,
  urgency text NOT NULL CHECK (urgency IN ('normal', 'urgent')),
  secret boolean NOT NULL,
  sensitive boolean NOT NULL,
  state text NOT NULL CHECK (state IN ('answered', 'handling', 'closed', 'dismissed')),
  answer text,
  callers int NOT NULL,
  urges int NOT NULL DEFAULT 0,
  event_id uuid,
  event_reference text,
  round smallint NOT NULL DEFAULT 1,
  created_by uuid,
  created_time timestamptz NOT NULL,
  changed_time timestamptz NOT NULL,
  closed_time timestamptz,
  grams text[] NOT NULL
);
CREATE INDEX ticket_created ON ticket (created_time DESC, id DESC);
CREATE INDEX ticket_open ON ticket (category, created_time DESC) WHERE state = 'handling';
CREATE INDEX ticket_event ON ticket (event_id) WHERE event_id IS NOT NULL;
CREATE INDEX ticket_grams ON ticket USING gin (grams) WITH (fastupdate = off);

CREATE TABLE ticket_caller (
  id uuid PRIMARY KEY,
  ticket_id uuid NOT NULL REFERENCES ticket ON DELETE CASCADE,
  call_id uuid,
  name text,
  phone text,
  hidden boolean NOT NULL,
  time timestamptz NOT NULL,
  told_time timestamptz,
  solved boolean,
  attitude text CHECK (attitude IN ('satisfied', 'fair', 'unsatisfied'))
);
CREATE UNIQUE INDEX ticket_caller_once ON ticket_caller (ticket_id, phone) WHERE phone IS NOT NULL;
CREATE INDEX ticket_caller_phone ON ticket_caller (phone, time DESC) WHERE phone IS NOT NULL;

CREATE TABLE ticket_entry (
  id uuid PRIMARY KEY,
  ticket_id uuid NOT NULL REFERENCES ticket ON DELETE CASCADE,
  time timestamptz NOT NULL,
  act text NOT NULL,
  user_name text,
  text text NOT NULL
);
CREATE INDEX ticket_entry_of ON ticket_entry (ticket_id, time, id);

CREATE TABLE knowledge (
  id uuid PRIMARY KEY,
  question text NOT NULL,
  answer text NOT NULL,
  category text NOT NULL,
  source text NOT NULL,
  owner_id uuid,
  valid_until date,
  review_due date NOT NULL,
  version int NOT NULL DEFAULT 1,
  used int NOT NULL DEFAULT 0,
  changed_time timestamptz NOT NULL,
  grams text[] NOT NULL
);
CREATE INDEX knowledge_grams ON knowledge USING gin (grams) WITH (fastupdate = off);

-- What an item said before each revision.
CREATE TABLE knowledge_version (
  knowledge_id uuid NOT NULL REFERENCES knowledge ON DELETE CASCADE,
  version int NOT NULL,
  question text NOT NULL,
  answer text NOT NULL,
  source text NOT NULL,
  changed_time timestamptz NOT NULL,
  PRIMARY KEY (knowledge_id, version)
);

CREATE TABLE knowledge_gap (
  id uuid PRIMARY KEY,
  question text NOT NULL UNIQUE,
  times int NOT NULL,
  last_time timestamptz NOT NULL
);

CREATE TABLE quality_check (
  id uuid PRIMARY KEY,
  call_id uuid NOT NULL UNIQUE REFERENCES call ON DELETE CASCADE,
  seat_user_id uuid NOT NULL,
  seat_name text NOT NULL,
  call_time timestamptz NOT NULL,
  score numeric(5, 1),
  remark text NOT NULL DEFAULT '',
  state text NOT NULL CHECK (state IN ('sampled', 'scored', 'appealed', 'ruled')),
  appeal text,
  ruling text
);
CREATE INDEX quality_check_time ON quality_check (call_time DESC);
