-- Every exit of before takes what is there.
ALTER TABLE "pairs" ADD COLUMN "patient" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "pairs" ALTER COLUMN "patient" DROP DEFAULT;
