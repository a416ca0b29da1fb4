CREATE TABLE "order_hops" (
	"client_order_id" text PRIMARY KEY NOT NULL,
	"sequence" bigint NOT NULL,
	"decide_us" bigint,
	"store_us" bigint,
	"hand_us" bigint,
	"reply_us" bigint,
	"fill_us" bigint
);
--> statement-breakpoint
CREATE TABLE "unhedged_windows" (
	"id" text PRIMARY KEY NOT NULL,
	"sequence" bigint NOT NULL,
	"plan" text NOT NULL,
	"opened_sequence" bigint NOT NULL,
	"opened_wall_at" timestamp (3) with time zone NOT NULL,
	"closed_wall_at" timestamp (3) with time zone,
	"counted_wall_at" timestamp (3) with time zone NOT NULL,
	"lease_epoch" bigint NOT NULL,
	"venue" text NOT NULL,
	"stage" text NOT NULL,
	"apart" numeric NOT NULL,
	"notional" double precision NOT NULL,
	"notional_worst" double precision NOT NULL,
	"notional_seconds" double precision NOT NULL
);
--> statement-breakpoint
ALTER TABLE "intents" ADD COLUMN "bid_price" numeric;--> statement-breakpoint
ALTER TABLE "intents" ADD COLUMN "ask_price" numeric;--> statement-breakpoint
-- Of the pairs of before nobody knows it.
ALTER TABLE "pairs" ADD COLUMN "estimate_trading_bps" double precision DEFAULT 'NaN' NOT NULL;--> statement-breakpoint
ALTER TABLE "pairs" ALTER COLUMN "estimate_trading_bps" DROP DEFAULT;--> statement-breakpoint
CREATE INDEX "unhedged_opened" ON "unhedged_windows" USING btree ("opened_wall_at");--> statement-breakpoint
CREATE INDEX "unhedged_open" ON "unhedged_windows" USING btree ("plan") WHERE "unhedged_windows"."closed_wall_at" is null;--> statement-breakpoint
CREATE INDEX "intents_created" ON "intents" USING btree ("created_wall_at");