export { type Connected } from "../database/connect.ts";
export { type Database, openDatabase } from "../database/reader.ts";
export { type Accounts, createAccounts } from "./createAccounts.ts";
