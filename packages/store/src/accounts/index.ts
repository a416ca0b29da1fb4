export { type Connected, type Database, openDatabase } from "../database/pools.ts";
export { type Accounts, createAccounts } from "./createAccounts.ts";
