import { fields, flag } from "../../common/decode/json.ts";

export type Permissions = "trade" | "read-only" | "may-move-funds-out";

/** The permission to withdraw is named only to refuse keys that have it. */
export function parsePermissions(answer: unknown): Permissions {
  const row = fields(answer, "apiRestrictions");
  if (flag(row, "enableWithdrawals")) return "may-move-funds-out";
  return flag(row, "enableSpotAndMarginTrading") && flag(row, "enableFutures") ? "trade" : "read-only";
}
