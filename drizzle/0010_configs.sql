CREATE TABLE "configs" (
	"version" integer PRIMARY KEY NOT NULL,
	"sequence" bigint NOT NULL,
	"config" jsonb NOT NULL,
	"changes" jsonb NOT NULL,
	"author_kind" text NOT NULL,
	"author_id" text NOT NULL,
	"author_role" text NOT NULL,
	"reason" text NOT NULL,
	"command_id" text,
	"absent_not_before_wall_at" timestamp (3) with time zone NOT NULL,
	"wall_at" timestamp (3) with time zone NOT NULL
);
