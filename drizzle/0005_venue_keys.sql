CREATE TABLE "venue_keys" (
	"id" text PRIMARY KEY NOT NULL,
	"venue" text NOT NULL,
	"environment" text NOT NULL,
	"label" text NOT NULL,
	"sealed" text,
	"hint" text NOT NULL,
	"state" text NOT NULL,
	"replaces" text,
	"standing" jsonb,
	"author_kind" text NOT NULL,
	"author_id" text NOT NULL,
	"added_wall_at" timestamp (3) with time zone NOT NULL,
	"probed_wall_at" timestamp (3) with time zone,
	"retired_wall_at" timestamp (3) with time zone,
	CONSTRAINT "venue_keys_state" CHECK ("venue_keys"."state" in ('pending', 'active', 'retired')),
	CONSTRAINT "venue_keys_environment" CHECK ("venue_keys"."environment" in ('simulation', 'testnet', 'live')),
	CONSTRAINT "venue_keys_sealed" CHECK (coalesce("venue_keys"."sealed" like 'sealed:v%', "venue_keys"."state" = 'retired'))
);
--> statement-breakpoint
CREATE UNIQUE INDEX "venue_keys_active" ON "venue_keys" USING btree ("venue","environment") WHERE "venue_keys"."state" = 'active';--> statement-breakpoint
CREATE INDEX "venue_keys_order" ON "venue_keys" USING btree ("added_wall_at");