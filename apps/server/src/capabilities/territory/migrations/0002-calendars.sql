-- Working time of those who work: hours by weekday (Monday first), minutes after midnight in the city. Holidays and
-- make-up days of `calendar_day` hold for every calendar that observes them.
CREATE TABLE calendar (
  id text PRIMARY KEY,
  name text NOT NULL,
  week jsonb NOT NULL,
  observes_holidays boolean NOT NULL DEFAULT true,
  changed_time timestamptz NOT NULL DEFAULT now()
);
INSERT INTO calendar (id, name, week, observes_holidays) VALUES
  ('city', '机关工作时间', '[[[540,720],[810,1050]],[[540,720],[810,1050]],[[540,720],[810,1050]],[[540,720],[810,1050]],[[540,720],[810,1050]],[],[]]', true),
  ('municipal', '城市管理作业时间', '[[[510,720],[810,1050]],[[510,720],[810,1050]],[[510,720],[810,1050]],[[510,720],[810,1050]],[[510,720],[810,1050]],[],[]]', true);

-- Holidays of the State Council’s notices for 2025 and 2026; for 2027 the statutory days alone, to be completed by
-- the notice of that year. Days already kept by the city are left as they are.
INSERT INTO calendar_day (date, kind, note)
SELECT d::date, kind, note FROM (VALUES
  ('2025-01-01', '2025-01-01', 'rest', '元旦'),
  ('2025-01-28', '2025-02-04', 'rest', '春节'),
  ('2025-04-04', '2025-04-06', 'rest', '清明节'),
  ('2025-05-01', '2025-05-05', 'rest', '劳动节'),
  ('2025-05-31', '2025-06-02', 'rest', '端午节'),
  ('2025-10-01', '2025-10-08', 'rest', '国庆节、中秋节'),
  ('2025-01-26', '2025-01-26', 'workday', '春节调休'),
  ('2025-02-08', '2025-02-08', 'workday', '春节调休'),
  ('2025-04-27', '2025-04-27', 'workday', '劳动节调休'),
  ('2025-09-28', '2025-09-28', 'workday', '国庆节调休'),
  ('2025-10-11', '2025-10-11', 'workday', '国庆节调休'),
  ('2026-01-01', '2026-01-03', 'rest', '元旦'),
  ('2026-02-15', '2026-02-23', 'rest', '春节'),
  ('2026-04-04', '2026-04-06', 'rest', '清明节'),
  ('2026-05-01', '2026-05-05', 'rest', '劳动节'),
  ('2026-06-19', '2026-06-21', 'rest', '端午节'),
  ('2026-09-25', '2026-09-27', 'rest', '中秋节'),
  ('2026-10-01', '2026-10-07', 'rest', '国庆节'),
  ('2026-01-04', '2026-01-04', 'workday', '元旦调休'),
  ('2026-02-14', '2026-02-14', 'workday', '春节调休'),
  ('2026-02-28', '2026-02-28', 'workday', '春节调休'),
  ('2026-05-09', '2026-05-09', 'workday', '劳动节调休'),
  ('2026-09-20', '2026-09-20', 'workday', '国庆节调休'),
  ('2026-10-10', '2026-10-10', 'workday', '国庆节调休'),
  ('2027-01-01', '2027-01-01', 'rest', '元旦（法定）'),
  ('2027-02-05', '2027-02-08', 'rest', '春节（法定）'),
  ('2027-04-05', '2027-04-05', 'rest', '清明节（法定）'),
  ('2027-05-01', '2027-05-02', 'rest', '劳动节（法定）'),
  ('2027-06-09', '2027-06-09', 'rest', '端午节（法定）'),
  ('2027-09-15', '2027-09-15', 'rest', '中秋节（法定）'),
  ('2027-10-01', '2027-10-03', 'rest', '国庆节（法定）')
) AS known(first, last, kind, note), generate_series(first::date, last::date, interval '1 day') AS d
ON CONFLICT (date) DO NOTHING;
