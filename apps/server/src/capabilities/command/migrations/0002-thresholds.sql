-- Settings of the mode say how much tighter limits of sensing hold; those kept from before hold them as they are.
UPDATE base_setting SET settings = '{"tightenPercent": 0}'::jsonb || settings;
UPDATE war_profile SET settings = '{"tightenPercent": 0}'::jsonb || settings;
UPDATE war_switch SET settings = '{"tightenPercent": 0}'::jsonb || settings,
  saved = '{"tightenPercent": 0}'::jsonb || saved, restored = '{"tightenPercent": 0}'::jsonb || restored;
