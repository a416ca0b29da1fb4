import type { Database } from "../database/reader.ts";
import { createApiKeyRecords } from "./apiKeys.ts";
import { createAttemptRecords } from "./attempts.ts";
import { createSecondFactorRecords } from "./secondFactors.ts";
import { createSessionRecords } from "./sessions.ts";
import { createUserRecords } from "./users.ts";

/** Users, their authenticators, sessions, set-up tokens, API keys and sign-in attempts, over the web's own role. */
export const createAccounts = (database: Database) => ({
  ...createUserRecords(database),
  ...createSecondFactorRecords(database),
  ...createSessionRecords(database),
  ...createApiKeyRecords(database),
  ...createAttemptRecords(database),
});

export type Accounts = ReturnType<typeof createAccounts>;
