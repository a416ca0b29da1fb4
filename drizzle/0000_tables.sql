CREATE TABLE "api_keys" (
	"id" text PRIMARY KEY NOT NULL,
	"label" text NOT NULL,
	"role" text NOT NULL,
	"key_hash" text NOT NULL,
	"created_by_user_id" text NOT NULL,
	"created_wall_at" timestamp (3) with time zone NOT NULL,
	"revoked_wall_at" timestamp (3) with time zone,
	CONSTRAINT "api_keys_hash" UNIQUE("key_hash")
);
--> statement-breakpoint
CREATE TABLE "login_attempts" (
	"key" text PRIMARY KEY NOT NULL,
	"failures" integer NOT NULL,
	"last_attempt_wall_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "sessions" (
	"id" text PRIMARY KEY NOT NULL,
	"user_id" text NOT NULL,
	"version" integer NOT NULL,
	"created_wall_at" timestamp (3) with time zone NOT NULL,
	"expires_wall_at" timestamp (3) with time zone NOT NULL,
	"last_seen_wall_at" timestamp (3) with time zone NOT NULL,
	"revoked_wall_at" timestamp (3) with time zone,
	"address" text NOT NULL,
	"user_agent" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "setup_tokens" (
	"id" smallint PRIMARY KEY NOT NULL,
	"token_hash" text NOT NULL,
	"created_wall_at" timestamp (3) with time zone NOT NULL,
	"expires_wall_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "setup_tokens_one_row" CHECK ("setup_tokens"."id" = 1)
);
--> statement-breakpoint
CREATE TABLE "users" (
	"id" text PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"name_key" text NOT NULL,
	"role" text NOT NULL,
	"status" text NOT NULL,
	"password_hash" text NOT NULL,
	"created_wall_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "users_name_key" UNIQUE("name_key"),
	CONSTRAINT "users_role" CHECK ("users"."role" in ('viewer', 'operator', 'admin')),
	CONSTRAINT "users_status" CHECK ("users"."status" in ('active', 'disabled'))
);
--> statement-breakpoint
CREATE TABLE "audit" (
	"position" bigint PRIMARY KEY NOT NULL,
	"body" text NOT NULL,
	"hash" text NOT NULL,
	"sequence" bigint GENERATED ALWAYS AS (((body::jsonb ->> 'sequence')::bigint)) STORED,
	"subject" text GENERATED ALWAYS AS ((body::jsonb ->> 'subject')) STORED,
	"action" text GENERATED ALWAYS AS ((body::jsonb ->> 'action')) STORED,
	"author" text GENERATED ALWAYS AS ((body::jsonb -> 'author' ->> 'id')) STORED
);
--> statement-breakpoint
CREATE TABLE "audit_head" (
	"id" smallint PRIMARY KEY NOT NULL,
	"position" bigint NOT NULL,
	"hash" text NOT NULL,
	CONSTRAINT "audit_head_one_row" CHECK ("audit_head"."id" = 1)
);
--> statement-breakpoint
CREATE TABLE "batches" (
	"sequence" bigint PRIMARY KEY NOT NULL,
	"digest" text NOT NULL,
	"venue_at" timestamp (3) with time zone NOT NULL,
	"wall_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "installation" (
	"id" smallint PRIMARY KEY NOT NULL,
	"nonce" text NOT NULL,
	"world" text NOT NULL,
	"created_wall_at" timestamp (3) with time zone NOT NULL,
	"lease_epoch" bigint NOT NULL,
	CONSTRAINT "installation_one_row" CHECK ("installation"."id" = 1)
);
--> statement-breakpoint
CREATE TABLE "instruments" (
	"index" integer PRIMARY KEY NOT NULL,
	"venue" text NOT NULL,
	"kind" text NOT NULL,
	"symbol" text NOT NULL,
	"base" text,
	"quote" text,
	"settle" text,
	"price_scale" smallint,
	"quantity_scale" smallint,
	CONSTRAINT "instruments_symbol" UNIQUE("venue","kind","symbol")
);
--> statement-breakpoint
CREATE TABLE "ledger_entries" (
	"cause_id" text PRIMARY KEY NOT NULL,
	"sequence" bigint NOT NULL,
	"ordinal" smallint NOT NULL,
	"cause" text NOT NULL,
	"venue_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "ledger_lines" (
	"cause_id" text NOT NULL,
	"line" smallint NOT NULL,
	"account" text NOT NULL,
	"venue" text,
	"wallet" text,
	"plan" text,
	"profit_cause" text,
	"asset" text NOT NULL,
	"amount" numeric NOT NULL,
	CONSTRAINT "ledger_lines_cause_id_line_pk" PRIMARY KEY("cause_id","line"),
	CONSTRAINT "ledger_lines_wallet" CHECK (("ledger_lines"."account" = 'wallet') = ("ledger_lines"."wallet" is not null)),
	CONSTRAINT "ledger_lines_venue" CHECK (("ledger_lines"."account" = 'wallet') = ("ledger_lines"."venue" is not null)),
	CONSTRAINT "ledger_lines_profit" CHECK (("ledger_lines"."account" = 'profit') = ("ledger_lines"."profit_cause" is not null))
);
--> statement-breakpoint
CREATE TABLE "alerts" (
	"sequence" bigint NOT NULL,
	"ordinal" smallint NOT NULL,
	"level" text NOT NULL,
	"code" text NOT NULL,
	"text" text NOT NULL,
	"venue_at" timestamp (3) with time zone NOT NULL,
	"wall_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "alerts_sequence_ordinal_pk" PRIMARY KEY("sequence","ordinal")
);
--> statement-breakpoint
CREATE TABLE "checkpoints" (
	"venue" text PRIMARY KEY NOT NULL,
	"sequence" bigint NOT NULL,
	"last_trade_ids" jsonb NOT NULL,
	"income_since" timestamp (3) with time zone NOT NULL,
	"opened_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "commands" (
	"id" text PRIMARY KEY NOT NULL,
	"sequence" bigint NOT NULL,
	"author_kind" text NOT NULL,
	"author_id" text NOT NULL,
	"author_role" text NOT NULL,
	"reason" text NOT NULL,
	"body" jsonb NOT NULL,
	"outcome" text NOT NULL,
	"wall_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "controls" (
	"sequence" bigint PRIMARY KEY NOT NULL,
	"kill_level" text NOT NULL,
	"halted" text,
	"flat_proof" text NOT NULL,
	"plan_count" bigint NOT NULL,
	"peak_equity" numeric NOT NULL,
	"day_start_equity" numeric NOT NULL,
	"day_start" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "intents" (
	"client_order_id" text PRIMARY KEY NOT NULL,
	"sequence" bigint NOT NULL,
	"plan" text NOT NULL,
	"leg" text NOT NULL,
	"attempt" integer NOT NULL,
	"instrument" integer NOT NULL,
	"side" text NOT NULL,
	"quantity" numeric NOT NULL,
	"price_limit" numeric NOT NULL,
	"reduce_only" boolean NOT NULL,
	"purpose" text NOT NULL,
	"created_wall_at" timestamp (3) with time zone NOT NULL,
	"lease_epoch" bigint NOT NULL,
	"approval_rules" text NOT NULL,
	"approval_intent_hash" text NOT NULL,
	"approval_limits_version" bigint NOT NULL,
	"approval_sequence" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "orders" (
	"client_order_id" text PRIMARY KEY NOT NULL,
	"sequence" bigint NOT NULL,
	"state" text NOT NULL,
	"filled_quantity" numeric NOT NULL,
	"filled_quote" numeric NOT NULL,
	"reported_quantity" numeric NOT NULL,
	"venue_order_id" text,
	"sent_wall_at" timestamp (3) with time zone,
	"state_since_wall_at" timestamp (3) with time zone NOT NULL,
	"absent_polls" integer NOT NULL,
	"refusal" text
);
--> statement-breakpoint
CREATE TABLE "pairs" (
	"plan" text PRIMARY KEY NOT NULL,
	"sequence" bigint NOT NULL,
	"venue" text NOT NULL,
	"base" text NOT NULL,
	"leading" text NOT NULL,
	"stage" text NOT NULL,
	"target" numeric NOT NULL,
	"opened_at" timestamp (3) with time zone NOT NULL,
	"closed_at" timestamp (3) with time zone,
	"close_reason" text,
	"funding" numeric NOT NULL,
	"fees" numeric NOT NULL,
	"realised_profit" numeric NOT NULL,
	"retry_wall_at" timestamp (3) with time zone NOT NULL,
	"unhedged_since_wall_at" timestamp (3) with time zone,
	"unhedged_ms_worst" bigint NOT NULL,
	"unhedged_notional_worst" double precision NOT NULL,
	"estimate_notional" numeric NOT NULL,
	"estimate_spot_mid" numeric NOT NULL,
	"estimate_perpetual_mid" numeric NOT NULL,
	"estimate_funding_bps" double precision NOT NULL,
	"estimate_cost_bps" double precision NOT NULL,
	"estimate_net_bps" double precision NOT NULL,
	"spot_instrument" integer NOT NULL,
	"spot_held" numeric NOT NULL,
	"spot_bought_quantity" numeric NOT NULL,
	"spot_bought_quote" numeric NOT NULL,
	"spot_sold_quantity" numeric NOT NULL,
	"spot_sold_quote" numeric NOT NULL,
	"spot_attempts" integer NOT NULL,
	"spot_misses" integer NOT NULL,
	"perpetual_instrument" integer NOT NULL,
	"perpetual_held" numeric NOT NULL,
	"perpetual_bought_quantity" numeric NOT NULL,
	"perpetual_bought_quote" numeric NOT NULL,
	"perpetual_sold_quantity" numeric NOT NULL,
	"perpetual_sold_quote" numeric NOT NULL,
	"perpetual_attempts" integer NOT NULL,
	"perpetual_misses" integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE "fills" (
	"venue" text NOT NULL,
	"instrument" integer NOT NULL,
	"trade_id" text NOT NULL,
	"sequence" bigint NOT NULL,
	"plan" text,
	"client_order_id" text,
	"venue_order_id" text NOT NULL,
	"side" text NOT NULL,
	"price" numeric NOT NULL,
	"quantity" numeric NOT NULL,
	"quote" numeric NOT NULL,
	"fee" numeric NOT NULL,
	"fee_asset" text NOT NULL,
	"realised_profit" numeric NOT NULL,
	"maker" boolean NOT NULL,
	"venue_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "fills_venue_instrument_trade_id_pk" PRIMARY KEY("venue","instrument","trade_id")
);
--> statement-breakpoint
CREATE TABLE "incomes" (
	"venue" text NOT NULL,
	"income_id" text NOT NULL,
	"sequence" bigint NOT NULL,
	"plan" text,
	"kind" text NOT NULL,
	"instrument" integer,
	"wallet" text NOT NULL,
	"asset" text NOT NULL,
	"amount" numeric NOT NULL,
	"venue_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "incomes_venue_income_id_pk" PRIMARY KEY("venue","income_id")
);
--> statement-breakpoint
ALTER TABLE "api_keys" ADD CONSTRAINT "api_keys_created_by_user_id_users_id_fk" FOREIGN KEY ("created_by_user_id") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sessions" ADD CONSTRAINT "sessions_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "ledger_lines" ADD CONSTRAINT "ledger_lines_cause_id_ledger_entries_cause_id_fk" FOREIGN KEY ("cause_id") REFERENCES "public"."ledger_entries"("cause_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "intents" ADD CONSTRAINT "intents_instrument_instruments_index_fk" FOREIGN KEY ("instrument") REFERENCES "public"."instruments"("index") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "orders" ADD CONSTRAINT "orders_client_order_id_intents_client_order_id_fk" FOREIGN KEY ("client_order_id") REFERENCES "public"."intents"("client_order_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "pairs" ADD CONSTRAINT "pairs_spot_instrument_instruments_index_fk" FOREIGN KEY ("spot_instrument") REFERENCES "public"."instruments"("index") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "pairs" ADD CONSTRAINT "pairs_perpetual_instrument_instruments_index_fk" FOREIGN KEY ("perpetual_instrument") REFERENCES "public"."instruments"("index") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "fills" ADD CONSTRAINT "fills_instrument_instruments_index_fk" FOREIGN KEY ("instrument") REFERENCES "public"."instruments"("index") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "incomes" ADD CONSTRAINT "incomes_instrument_instruments_index_fk" FOREIGN KEY ("instrument") REFERENCES "public"."instruments"("index") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "login_attempts_time" ON "login_attempts" USING btree ("last_attempt_wall_at");--> statement-breakpoint
CREATE INDEX "sessions_user" ON "sessions" USING btree ("user_id","created_wall_at");--> statement-breakpoint
CREATE INDEX "audit_subject" ON "audit" USING btree ("subject","position");--> statement-breakpoint
CREATE INDEX "ledger_entries_order" ON "ledger_entries" USING btree ("sequence","ordinal");--> statement-breakpoint
CREATE INDEX "ledger_entries_time" ON "ledger_entries" USING btree ("venue_at");--> statement-breakpoint
CREATE INDEX "ledger_lines_wallet_sum" ON "ledger_lines" USING btree ("venue","wallet","asset","amount") WHERE "ledger_lines"."account" = 'wallet';--> statement-breakpoint
CREATE INDEX "ledger_lines_profit_cause" ON "ledger_lines" USING btree ("cause_id") WHERE "ledger_lines"."account" = 'profit';--> statement-breakpoint
CREATE INDEX "ledger_lines_plan" ON "ledger_lines" USING btree ("plan") WHERE "ledger_lines"."plan" is not null;--> statement-breakpoint
CREATE INDEX "commands_order" ON "commands" USING btree ("sequence");--> statement-breakpoint
CREATE INDEX "intents_plan" ON "intents" USING btree ("plan");--> statement-breakpoint
CREATE INDEX "orders_live" ON "orders" USING btree ("client_order_id") WHERE "orders"."state" in ('intended', 'sending', 'acknowledged', 'unknown', 'settling');--> statement-breakpoint
CREATE INDEX "pairs_live" ON "pairs" USING btree ("opened_at") WHERE "pairs"."stage" <> 'closed';--> statement-breakpoint
CREATE INDEX "pairs_closed" ON "pairs" USING btree ("closed_at") WHERE "pairs"."stage" = 'closed';--> statement-breakpoint
CREATE INDEX "pairs_exits" ON "pairs" USING btree ("base","closed_at") WHERE "pairs"."stage" = 'closed';--> statement-breakpoint
CREATE INDEX "fills_plan" ON "fills" USING btree ("plan");--> statement-breakpoint
CREATE INDEX "fills_time" ON "fills" USING btree ("venue_at");--> statement-breakpoint
CREATE INDEX "incomes_kind" ON "incomes" USING btree ("kind","venue_at");--> statement-breakpoint
CREATE INDEX "incomes_plan" ON "incomes" USING btree ("plan");