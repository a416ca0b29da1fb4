export { type Connected } from "../database/connect.ts";
export { type Database, openDatabase } from "../database/reader.ts";
export { ATTEMPT_KEYS_MAX } from "./attempts.ts";
export { ACCOUNT_SUBJECT, type AccountChange, lastChained, listChangesAfter } from "./changes.ts";
export { type Accounts, createAccounts } from "./createAccounts.ts";
