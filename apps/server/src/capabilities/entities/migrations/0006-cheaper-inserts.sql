-- Names are found by many grams each: a short pending list lets inserts add them many at a time.
ALTER INDEX entity_grams SET (fastupdate = on, gin_pending_list_limit = 256);
ALTER INDEX entity_more SET (fastupdate = on, gin_pending_list_limit = 64);
ALTER INDEX entity_types SET (fastupdate = on, gin_pending_list_limit = 64);
