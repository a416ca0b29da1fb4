-- A pair is what it owns and what it owes; which of the two is a spot market is the market's to say, and so is the venue.
ALTER TABLE "pairs" DROP COLUMN "venue";
--> statement-breakpoint
ALTER TABLE "pairs" RENAME COLUMN "estimate_spot_mid" TO "estimate_long_mid";
--> statement-breakpoint
ALTER TABLE "pairs" RENAME COLUMN "estimate_perpetual_mid" TO "estimate_short_mid";
--> statement-breakpoint
ALTER TABLE "pairs" RENAME COLUMN "spot_instrument" TO "long_instrument";
--> statement-breakpoint
ALTER TABLE "pairs" RENAME COLUMN "spot_held" TO "long_held";
--> statement-breakpoint
ALTER TABLE "pairs" RENAME COLUMN "spot_bought_quantity" TO "long_bought_quantity";
--> statement-breakpoint
ALTER TABLE "pairs" RENAME COLUMN "spot_bought_quote" TO "long_bought_quote";
--> statement-breakpoint
ALTER TABLE "pairs" RENAME COLUMN "spot_sold_quantity" TO "long_sold_quantity";
--> statement-breakpoint
ALTER TABLE "pairs" RENAME COLUMN "spot_sold_quote" TO "long_sold_quote";
--> statement-breakpoint
ALTER TABLE "pairs" RENAME COLUMN "spot_attempts" TO "long_attempts";
--> statement-breakpoint
ALTER TABLE "pairs" RENAME COLUMN "spot_misses" TO "long_misses";
--> statement-breakpoint
ALTER TABLE "pairs" RENAME COLUMN "perpetual_instrument" TO "short_instrument";
--> statement-breakpoint
ALTER TABLE "pairs" RENAME COLUMN "perpetual_held" TO "short_held";
--> statement-breakpoint
ALTER TABLE "pairs" RENAME COLUMN "perpetual_bought_quantity" TO "short_bought_quantity";
--> statement-breakpoint
ALTER TABLE "pairs" RENAME COLUMN "perpetual_bought_quote" TO "short_bought_quote";
--> statement-breakpoint
ALTER TABLE "pairs" RENAME COLUMN "perpetual_sold_quantity" TO "short_sold_quantity";
--> statement-breakpoint
ALTER TABLE "pairs" RENAME COLUMN "perpetual_sold_quote" TO "short_sold_quote";
--> statement-breakpoint
ALTER TABLE "pairs" RENAME COLUMN "perpetual_attempts" TO "short_attempts";
--> statement-breakpoint
ALTER TABLE "pairs" RENAME COLUMN "perpetual_misses" TO "short_misses";
--> statement-breakpoint
ALTER TABLE "pairs" RENAME CONSTRAINT "pairs_spot_instrument_instruments_index_fk" TO "pairs_long_instrument_instruments_index_fk";
--> statement-breakpoint
ALTER TABLE "pairs" RENAME CONSTRAINT "pairs_perpetual_instrument_instruments_index_fk" TO "pairs_short_instrument_instruments_index_fk";
--> statement-breakpoint
UPDATE "pairs" SET "leading" = CASE "leading" WHEN 'spot' THEN 'long' ELSE 'short' END;
--> statement-breakpoint
ALTER TABLE "intents" DISABLE TRIGGER "append_only";
--> statement-breakpoint
UPDATE "intents" SET "leg" = CASE "leg" WHEN 'spot' THEN 'long' ELSE 'short' END;
--> statement-breakpoint
ALTER TABLE "intents" ENABLE TRIGGER "append_only";
