-- 公开信息: what the public is told about an incident, and who let it out.
CREATE TABLE public_notice (
  id uuid PRIMARY KEY,
  incident_id uuid NOT NULL REFERENCES incident (id),
  title text NOT NULL,
  body text NOT NULL,
  plan_title text,
  report_version integer NOT NULL,
  state text NOT NULL CHECK (state IN ('draft', 'in-review', 'published', 'drilled')),
  author_id uuid NOT NULL,
  author_name text NOT NULL,
  reviewer_name text,
  comment text,
  changed_time timestamptz NOT NULL,
  published_time timestamptz
);
CREATE INDEX public_notice_incident ON public_notice (incident_id, changed_time DESC);
