import type { Accounts } from "@evenkeel/api/web";
import { createAccounts, openDatabase } from "@evenkeel/store/accounts";
import { readEnv } from "../env.ts";

let accounts: Accounts | null = null;

/** One small pool for the life of the process. */
export function openAccounts(): Accounts {
  accounts ??= createAccounts(openDatabase(readEnv().DATABASE_URL).client);
  return accounts;
}
