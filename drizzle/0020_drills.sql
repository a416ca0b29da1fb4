ALTER TABLE "controls" ADD COLUMN "drill" jsonb;--> statement-breakpoint
ALTER TABLE "controls" ADD COLUMN "drills" jsonb DEFAULT '[]'::jsonb NOT NULL;