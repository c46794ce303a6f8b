-- Papers of a case type as the city words them; printed with the facts of a case.
CREATE TABLE paper_template (
  id uuid PRIMARY KEY,
  case_type text NOT NULL,
  title text NOT NULL,
  body text NOT NULL,
  active boolean NOT NULL DEFAULT true,
  written_by uuid NOT NULL,
  written_name text NOT NULL,
  written_time timestamptz NOT NULL,
  UNIQUE (case_type, title)
);

-- Copies of photos with faces and plates hidden, shown outside in place of the original, which stays as it was sealed.
CREATE TABLE public_copy (
  attachment_id uuid PRIMARY KEY REFERENCES attachment ON DELETE CASCADE,
  content_type text NOT NULL,
  sm3 text NOT NULL,
  content bytea NOT NULL,
  areas jsonb NOT NULL,
  made_by uuid NOT NULL,
  made_name text NOT NULL,
  made_time timestamptz NOT NULL
);
ALTER TABLE public_copy ALTER COLUMN content SET STORAGE EXTERNAL;
