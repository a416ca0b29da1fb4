ALTER TABLE "api_keys" DROP CONSTRAINT "api_keys_created_by_user_id_users_id_fk";--> statement-breakpoint
ALTER TABLE "api_keys" RENAME COLUMN "created_by_user_id" TO "author_id";--> statement-breakpoint
-- Until now only a user could make one.
ALTER TABLE "api_keys" ADD COLUMN "author_kind" text DEFAULT 'user' NOT NULL;--> statement-breakpoint
ALTER TABLE "api_keys" ALTER COLUMN "author_kind" DROP DEFAULT;--> statement-breakpoint
ALTER TABLE "api_keys" ADD COLUMN "only_groups" text[];--> statement-breakpoint
ALTER TABLE "api_keys" ADD COLUMN "expires_wall_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "api_keys" ADD COLUMN "last_used_wall_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "api_keys" ADD CONSTRAINT "api_keys_role" CHECK ("api_keys"."role" in ('viewer', 'operator', 'admin'));--> statement-breakpoint
ALTER TABLE "api_keys" ADD CONSTRAINT "api_keys_author_kind" CHECK ("api_keys"."author_kind" in ('user', 'owner'));
