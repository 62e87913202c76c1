-- Rows that are never edited: what they say was hashed, cited or judged. An UPDATE that changes nothing passes,
-- because an upsert whose row is there already is one.
CREATE FUNCTION "refuseChange"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% rows are immutable: % refused', TG_TABLE_NAME, TG_OP;
END;
$$;

DO $$
DECLARE
  name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['PlatformVersion', 'Capture', 'PostingVersion', 'ClassifierRelease', 'Verdict', 'LedgerEntry'] LOOP
    EXECUTE format(
      'CREATE TRIGGER "refuseUpdate" BEFORE UPDATE ON %I FOR EACH ROW
         WHEN (OLD.* IS DISTINCT FROM NEW.*) EXECUTE FUNCTION "refuseChange"()', name);
    EXECUTE format(
      'CREATE TRIGGER "refuseDelete" BEFORE DELETE ON %I FOR EACH ROW EXECUTE FUNCTION "refuseChange"()', name);
    EXECUTE format(
      'CREATE TRIGGER "refuseTruncate" BEFORE TRUNCATE ON %I FOR EACH STATEMENT EXECUTE FUNCTION "refuseChange"()', name);
  END LOOP;
END;
$$;

-- The organisation that owns everything until an administrator makes others.
INSERT INTO "Organisation" ("id", "name") VALUES ('default', '默认机关');
