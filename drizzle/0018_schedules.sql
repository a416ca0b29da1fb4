-- Every entry of before was worked at once.
ALTER TABLE "pairs" ADD COLUMN "schedule" jsonb DEFAULT '{"kind":"whole"}'::jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "pairs" ALTER COLUMN "schedule" DROP DEFAULT;
