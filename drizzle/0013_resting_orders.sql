DROP INDEX "orders_live";--> statement-breakpoint
-- Every order of before was immediate; of a new one it is said.
ALTER TABLE "intents" ADD COLUMN "style" text DEFAULT 'immediate' NOT NULL;--> statement-breakpoint
ALTER TABLE "intents" ALTER COLUMN "style" DROP DEFAULT;--> statement-breakpoint
CREATE INDEX "orders_live" ON "orders" USING btree ("client_order_id") WHERE "orders"."state" in ('intended', 'sending', 'acknowledged', 'cancelling', 'unknown', 'settling');
