import { type Fields, fields, list, Malformed, text } from "../../common/decode/json.ts";

export const resultOf = (answer: unknown): Fields => fields(fields(answer, "answer")["result"], "result");

/** The rows of one page, and where the next one begins. */
export type Page = { readonly rows: readonly Fields[]; readonly cursor: string };

export function pageOf(answer: unknown): Page {
  const result = resultOf(answer);
  const rows = list(result["list"], "list").map((each) => fields(each, "row"));
  return { rows, cursor: result["nextPageCursor"] === undefined ? "" : text(result, "nextPageCursor") };
}

const MILLISECONDS = /^\d{1,16}$/;

/** Times come as texts of digits, in places as numbers. */
export function timeOf(row: Fields, key: string): number {
  const value = row[key];
  const ms = typeof value === "string" && MILLISECONDS.test(value) ? Number(value) : value;
  if (typeof ms !== "number" || !Number.isSafeInteger(ms) || ms < 0) throw new Malformed(`${key}: no time`);
  return ms;
}

/** An empty text is how this venue says nothing. */
export const isEmpty = (row: Fields, key: string): boolean => row[key] === "" || row[key] === undefined;
