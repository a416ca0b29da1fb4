-- Where market data is kept, decided by what the server offers. `settle_tick_storage()` runs here and again with every
-- later migration, so that a database that gains TimescaleDB moves over by itself. See docs/database.md.

INSERT INTO tick_progress (id, venue_now_ms, rolled_until_ms) VALUES (1, 0, 0);
--> statement-breakpoint
INSERT INTO tick_storage (id, kind) VALUES (1, 'plain');
--> statement-breakpoint
-- The clock of every policy: a simulated venue lives at another date and pace than this machine.
CREATE FUNCTION venue_now_ms() RETURNS bigint LANGUAGE sql STABLE AS $$
  SELECT venue_now_ms FROM public.tick_progress WHERE id = 1
$$;
--> statement-breakpoint
-- Makes the candles of [from_ms, until_ms) anew and takes whole coarser buckets from the finer ones. Market by market,
-- so that the primary keys give the rows in order whatever else the tables hold.
CREATE FUNCTION roll_candles(from_ms bigint, until_ms bigint) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  size bigint;
  finer bigint := 60000;
BEGIN
  from_ms := from_ms - from_ms % 60000;
  until_ms := until_ms - until_ms % 60000;
  INSERT INTO candle_rolls AS known
    (interval_ms, instrument, bucket_ms, open, high, low, close, volume, quote_volume, trades)
  SELECT 60000, i.index, m.* FROM instruments i CROSS JOIN LATERAL (
    SELECT t.venue_ms - t.venue_ms % 60000,
      (array_agg(t.price ORDER BY t.trade_id))[1], max(t.price), min(t.price),
      (array_agg(t.price ORDER BY t.trade_id DESC))[1],
      sum(t.quantity), sum(t.price * t.quantity), count(*)
    FROM ticks t WHERE t.instrument = i.index AND t.venue_ms >= from_ms AND t.venue_ms < until_ms GROUP BY 1) m
  ON CONFLICT (interval_ms, instrument, bucket_ms) DO UPDATE SET
    open = excluded.open, high = excluded.high, low = excluded.low, close = excluded.close,
    volume = excluded.volume, quote_volume = excluded.quote_volume, trades = excluded.trades;
  FOREACH size IN ARRAY ARRAY[300000, 900000, 3600000, 14400000, 86400000] LOOP
    INSERT INTO candle_rolls AS known
      (interval_ms, instrument, bucket_ms, open, high, low, close, volume, quote_volume, trades)
    SELECT size, i.index, m.* FROM instruments i CROSS JOIN LATERAL (
      SELECT c.bucket_ms - c.bucket_ms % size,
        (array_agg(c.open ORDER BY c.bucket_ms))[1], max(c.high), min(c.low),
        (array_agg(c.close ORDER BY c.bucket_ms DESC))[1],
        sum(c.volume), sum(c.quote_volume), sum(c.trades)::bigint
      FROM candle_rolls c WHERE c.interval_ms = finer AND c.instrument = i.index
        AND c.bucket_ms >= from_ms - from_ms % size AND c.bucket_ms < until_ms - until_ms % size GROUP BY 1) m
    ON CONFLICT (interval_ms, instrument, bucket_ms) DO UPDATE SET
      open = excluded.open, high = excluded.high, low = excluded.low, close = excluded.close,
      volume = excluded.volume, quote_volume = excluded.quote_volume, trades = excluded.trades;
    finer := size;
  END LOOP;
  UPDATE tick_progress SET rolled_until_ms = greatest(rolled_until_ms, until_ms) WHERE id = 1;
END $$;
--> statement-breakpoint
-- Why TimescaleDB cannot be used here; null where it can. Each test was needed somewhere: without the preload CREATE
-- EXTENSION ends the connection and no handler catches that, and under the Apache licence only hypertables work.
CREATE FUNCTION timescale_obstacle() RETURNS text LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS (SELECT 1 FROM pg_available_extensions WHERE name = 'timescaledb') THEN
    RETURN 'not-installed';
  END IF;
  IF NOT EXISTS (SELECT 1 FROM pg_extension WHERE extname = 'timescaledb') THEN
    IF current_setting('timescaledb.disable_load', true) IS NULL THEN
      RETURN 'not-preloaded';
    END IF;
    BEGIN
      CREATE EXTENSION IF NOT EXISTS timescaledb;
    EXCEPTION WHEN insufficient_privilege THEN
      RETURN 'may-not-create';
    END;
  END IF;
  IF current_setting('timescaledb.license', true) IS DISTINCT FROM 'timescale' THEN
    RETURN 'licence';
  END IF;
  IF (SELECT string_to_array(substring(extversion FROM '^\d+\.\d+'), '.')::int[] < ARRAY[2, 20]
      FROM pg_extension WHERE extname = 'timescaledb') THEN
    RETURN 'too-old';
  END IF;
  RETURN NULL;
END $$;
--> statement-breakpoint
-- Finished candles from the table, the buckets still growing from what is finer: an index scan of a few rows each.
CREATE FUNCTION create_plain_candles() RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  finer text := NULL;
  step record;
BEGIN
  FOR step IN SELECT * FROM (VALUES ('1m', 60000), ('5m', 300000), ('15m', 900000), ('1h', 3600000),
    ('4h', 14400000), ('1d', 86400000)) AS steps (name, size)
  LOOP
    EXECUTE format($view$
      CREATE VIEW candles_%1$s AS
      SELECT instrument, bucket_ms, open, high, low, close, volume, quote_volume, trades FROM candle_rolls
      WHERE interval_ms = %2$s
        AND bucket_ms < (SELECT rolled_until_ms - rolled_until_ms %% %2$s FROM tick_progress)
      UNION ALL $view$ || CASE WHEN finer IS NULL THEN $raw$
      SELECT instrument, venue_ms - venue_ms %% %2$s,
        (array_agg(price ORDER BY trade_id))[1], max(price), min(price), (array_agg(price ORDER BY trade_id DESC))[1],
        sum(quantity), sum(price * quantity), count(*)
      FROM ticks WHERE venue_ms >= (SELECT rolled_until_ms FROM tick_progress) GROUP BY 1, 2 $raw$ ELSE $finer$
      SELECT instrument, bucket_ms - bucket_ms %% %2$s,
        (array_agg(open ORDER BY bucket_ms))[1], max(high), min(low), (array_agg(close ORDER BY bucket_ms DESC))[1],
        sum(volume), sum(quote_volume), sum(trades)::bigint
      FROM candles_%3$s
      WHERE bucket_ms >= (SELECT rolled_until_ms - rolled_until_ms %% %2$s FROM tick_progress) GROUP BY 1, 2 $finer$ END,
      step.name, step.size, finer);
    finer := step.name;
  END LOOP;
END $$;
--> statement-breakpoint
-- Continuous aggregates, each on the finer one, computed on the fly where not refreshed yet. What was rolled before
-- TimescaleDB came stays in its table and is read in front of them.
CREATE FUNCTION create_continuous_candles(from_ms bigint) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  finer text := NULL;
  step record;
BEGIN
  FOR step IN SELECT * FROM (VALUES ('1m', 60000, 1), ('5m', 300000, 1), ('15m', 900000, 5), ('1h', 3600000, 5),
    ('4h', 14400000, 15), ('1d', 86400000, 15)) AS steps (name, size, minutes)
  LOOP
    EXECUTE format($view$
      CREATE MATERIALIZED VIEW candles_%1$s_continuous
      WITH (timescaledb.continuous, timescaledb.materialized_only = false) AS
      $view$ || CASE WHEN finer IS NULL THEN $raw$
      SELECT instrument, time_bucket(%2$s::bigint, venue_ms) AS bucket_ms,
        first(price, trade_id) AS open, max(price) AS high, min(price) AS low, last(price, trade_id) AS close,
        sum(quantity) AS volume, sum(price * quantity) AS quote_volume, count(*) AS trades
      FROM ticks GROUP BY instrument, time_bucket(%2$s::bigint, venue_ms) WITH NO DATA $raw$ ELSE $finer$
      SELECT instrument, time_bucket(%2$s::bigint, bucket_ms) AS bucket_ms,
        first(open, bucket_ms) AS open, max(high) AS high, min(low) AS low, last(close, bucket_ms) AS close,
        sum(volume) AS volume, sum(quote_volume) AS quote_volume, sum(trades)::bigint AS trades
      FROM candles_%3$s_continuous GROUP BY instrument, time_bucket(%2$s::bigint, bucket_ms) WITH NO DATA $finer$ END,
      step.name, step.size, finer);
    -- Where raw rows were dropped a refresh would take their candles away: minutes look back six hours at most.
    PERFORM add_continuous_aggregate_policy(format('candles_%s_continuous', step.name)::regclass,
      start_offset => CASE WHEN finer IS NULL THEN 6 * 3600000::bigint ELSE 4 * 86400000::bigint END, end_offset => step.size::bigint,
      schedule_interval => make_interval(mins => step.minutes));
    EXECUTE format($view$
      CREATE VIEW candles_%1$s AS
      SELECT instrument, bucket_ms, open, high, low, close, volume, quote_volume, trades FROM candle_rolls
      WHERE interval_ms = %2$s AND bucket_ms < %4$s
      UNION ALL
      SELECT instrument, bucket_ms, open, high, low, close, volume, quote_volume, trades
      FROM candles_%1$s_continuous WHERE bucket_ms >= %4$s $view$, step.name, step.size, finer, from_ms);
    finer := step.name;
  END LOOP;
END $$;
--> statement-breakpoint
CREATE FUNCTION create_tick_hypertables() RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  kept record;
BEGIN
  FOR kept IN SELECT * FROM (VALUES
    ('ticks', 2, 'venue_ms, trade_id', 14), ('tops', 12, 'venue_ms', 14), ('funding_estimates', 24, 'venue_ms', 90)
    ) AS tables (name, chunk_hours, sorting, days)
  LOOP
    PERFORM create_hypertable(kept.name::regclass, by_range('venue_ms', kept.chunk_hours * 3600000::bigint),
      create_default_indexes => false, migrate_data => true);
    PERFORM set_integer_now_func(kept.name::regclass, 'venue_now_ms');
    EXECUTE format('ALTER TABLE %I SET (timescaledb.compress, timescaledb.compress_segmentby = %L, '
      'timescaledb.compress_orderby = %L)', kept.name, 'instrument', kept.sorting);
    PERFORM add_compression_policy(kept.name::regclass, compress_after => 2 * kept.chunk_hours * 3600000::bigint,
      schedule_interval => interval '15 minutes');
    PERFORM add_retention_policy(kept.name::regclass, drop_after => kept.days * 86400000::bigint,
      schedule_interval => interval '15 minutes');
  END LOOP;
END $$;
--> statement-breakpoint
-- Fine candles are kept a year, compressed; hours and days for good.
CREATE FUNCTION keep_continuous_candles() RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['candles_1m_continuous', 'candles_5m_continuous', 'candles_15m_continuous'] LOOP
    EXECUTE format('ALTER MATERIALIZED VIEW %I SET (timescaledb.compress)', name);
    PERFORM add_compression_policy(name::regclass, compress_after => 8 * 86400000::bigint);
    PERFORM add_retention_policy(name::regclass, drop_after => 365 * 86400000::bigint);
  END LOOP;
END $$;
--> statement-breakpoint
-- Answers whether continuous aggregates were made now and want their first refresh, outside of this transaction.
CREATE FUNCTION settle_tick_storage() RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
  obstacle_found text;
  newest_ms bigint;
  from_ms bigint;
BEGIN
  IF EXISTS (SELECT 1 FROM tick_storage WHERE kind = 'timescale') THEN
    RETURN false;
  END IF;
  obstacle_found := timescale_obstacle();
  IF obstacle_found IS NOT NULL AND current_setting('evenkeel.require_timescale', true) = 'on' THEN
    RAISE EXCEPTION 'TimescaleDB is required' USING ERRCODE = 'feature_not_supported', DETAIL = obstacle_found;
  END IF;
  IF obstacle_found IS NOT NULL THEN
    IF to_regclass('candles_1m') IS NULL THEN
      PERFORM create_plain_candles();
    END IF;
    UPDATE tick_storage SET obstacle = obstacle_found WHERE id = 1;
    RETURN false;
  END IF;
  DROP VIEW IF EXISTS candles_1d, candles_4h, candles_1h, candles_15m, candles_5m, candles_1m;
  -- The last whole day boundary: from there on every raw row is here, before it every candle is rolled.
  newest_ms := coalesce((SELECT max(t.venue_ms) FROM instruments i CROSS JOIN LATERAL (
    SELECT venue_ms FROM ticks WHERE instrument = i.index ORDER BY venue_ms DESC LIMIT 1) t), 0);
  from_ms := newest_ms - newest_ms % 86400000;
  PERFORM roll_candles(rolled_until_ms, from_ms) FROM tick_progress WHERE rolled_until_ms < from_ms;
  PERFORM create_tick_hypertables();
  PERFORM create_continuous_candles(from_ms);
  PERFORM keep_continuous_candles();
  UPDATE tick_storage SET kind = 'timescale', obstacle = NULL, continuous_from_ms = from_ms,
    version = (SELECT extversion FROM pg_extension WHERE extname = 'timescaledb');
  RETURN newest_ms > 0;
END $$;
--> statement-breakpoint
DO $$ BEGIN PERFORM settle_tick_storage(); END $$;
