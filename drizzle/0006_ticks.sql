CREATE TABLE "candle_rolls" (
	"bucket_ms" bigint NOT NULL,
	"open" double precision NOT NULL,
	"high" double precision NOT NULL,
	"low" double precision NOT NULL,
	"close" double precision NOT NULL,
	"volume" double precision NOT NULL,
	"quote_volume" double precision NOT NULL,
	"trades" bigint NOT NULL,
	"instrument" integer NOT NULL,
	"interval_ms" integer NOT NULL,
	CONSTRAINT "candle_rolls_interval_ms_instrument_bucket_ms_pk" PRIMARY KEY("interval_ms","instrument","bucket_ms")
);
--> statement-breakpoint
CREATE TABLE "funding_estimates" (
	"venue_ms" bigint NOT NULL,
	"next_funding_ms" bigint NOT NULL,
	"rate" double precision NOT NULL,
	"mark_price" double precision NOT NULL,
	"index_price" double precision NOT NULL,
	"instrument" integer NOT NULL,
	"interval_hours" smallint NOT NULL,
	CONSTRAINT "funding_estimates_instrument_venue_ms_pk" PRIMARY KEY("instrument","venue_ms")
);
--> statement-breakpoint
CREATE TABLE "funding_rates" (
	"venue_ms" bigint NOT NULL,
	"rate" double precision NOT NULL,
	"instrument" integer NOT NULL,
	"interval_hours" smallint NOT NULL,
	CONSTRAINT "funding_rates_instrument_venue_ms_pk" PRIMARY KEY("instrument","venue_ms")
);
--> statement-breakpoint
CREATE TABLE "tick_progress" (
	"id" smallint PRIMARY KEY NOT NULL,
	"venue_now_ms" bigint NOT NULL,
	"rolled_until_ms" bigint NOT NULL,
	CONSTRAINT "tick_progress_one_row" CHECK ("tick_progress"."id" = 1)
);
--> statement-breakpoint
CREATE TABLE "tick_storage" (
	"id" smallint PRIMARY KEY NOT NULL,
	"kind" text NOT NULL,
	"obstacle" text,
	"version" text,
	"continuous_from_ms" bigint,
	CONSTRAINT "tick_storage_one_row" CHECK ("tick_storage"."id" = 1)
);
--> statement-breakpoint
CREATE TABLE "ticks" (
	"venue_ms" bigint NOT NULL,
	"trade_id" bigint NOT NULL,
	"price" double precision NOT NULL,
	"quantity" double precision NOT NULL,
	"instrument" integer NOT NULL,
	"side" smallint NOT NULL,
	CONSTRAINT "ticks_instrument_venue_ms_trade_id_pk" PRIMARY KEY("instrument","venue_ms","trade_id")
);
--> statement-breakpoint
CREATE TABLE "tops" (
	"venue_ms" bigint NOT NULL,
	"bid_price" double precision NOT NULL,
	"bid_quantity" double precision NOT NULL,
	"ask_price" double precision NOT NULL,
	"ask_quantity" double precision NOT NULL,
	"instrument" integer NOT NULL,
	CONSTRAINT "tops_instrument_venue_ms_pk" PRIMARY KEY("instrument","venue_ms")
);
