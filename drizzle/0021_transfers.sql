ALTER TABLE "controls" ADD COLUMN "transfers" jsonb DEFAULT '[]'::jsonb NOT NULL;--> statement-breakpoint
-- What ships, for pairs of before it was kept.
ALTER TABLE "pairs" ADD COLUMN "leverage" integer DEFAULT 2 NOT NULL;--> statement-breakpoint
ALTER TABLE "pairs" ALTER COLUMN "leverage" DROP DEFAULT;
