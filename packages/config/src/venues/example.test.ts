import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { KEK_BYTES, Kek } from "../seal/index.ts";
import { encryptVenues } from "./encrypt.ts";
import { parseVenues } from "./schema.ts";

const EXAMPLE = readFileSync(new URL("../../../../docs/examples/evenkeel.yaml", import.meta.url), "utf8");
const venuesOf = (text: string): unknown => (parse(text) as { venues: unknown }).venues;

test("the example is refused as it is, and taken once it is encrypted, comments and all", () => {
  expect(parseVenues(venuesOf(EXAMPLE))).toMatchObject({ error: { code: "plaintext-secret" } });
  const encrypted = encryptVenues(EXAMPLE, new Kek("file", Buffer.alloc(KEK_BYTES, 5)));
  if (!encrypted.ok) throw new Error(encrypted.error.message);
  const { text, sealed } = encrypted.value;
  expect(sealed).toBe(2);
  expect(parseVenues(venuesOf(text))).toMatchObject({ ok: true, value: [{ label: "carry sub-account" }] });
  const comments = (of: string): string[] => of.split("\n").filter((line) => line.includes("#"));
  expect(comments(text)).toEqual(comments(EXAMPLE));
});
