CREATE TABLE "leases" (
	"id" smallint PRIMARY KEY NOT NULL,
	"epoch" bigint NOT NULL,
	"holder" text NOT NULL,
	"holder_since" bigint NOT NULL,
	"process" text NOT NULL,
	"machine" text NOT NULL,
	"beat" bigint NOT NULL,
	"lease_ms" integer NOT NULL,
	"shared" boolean NOT NULL,
	"released" boolean NOT NULL,
	"standby" text,
	"standby_polls" bigint NOT NULL,
	"renewed_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "leases_one_row" CHECK ("leases"."id" = 1)
);
