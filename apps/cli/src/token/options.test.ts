import { describe, expect, it } from "vitest";
import { readLife, readNewKey } from "./options.ts";

describe("the key that is asked for", () => {
  it("opens all of its role until it is revoked, unless told otherwise", () => {
    expect(readNewKey({ role: "viewer" })).toEqual({
      role: "viewer",
      label: "script",
      only: null,
      expiresInDays: null,
    });
    expect(readNewKey({ role: "operator", label: " stop bot ", only: "overview, commands", expires: "12h" })).toEqual({
      role: "operator",
      label: "stop bot",
      only: ["overview", "commands"],
      expiresInDays: 0.5,
    });
  });

  it.each([
    [{}, /^--role must be viewer, operator or admin\.$/],
    [{ role: "root" }, /not "root"/],
    [{ role: "viewer", only: "overview,withdrawals" }, /^--only: must be one of .*overview/],
    [{ role: "viewer", only: "" }, /^--only:/],
    [{ role: "viewer", label: "" }, /^--label: say what it is for/],
    [{ role: "viewer", expires: "soon" }, /^--expires takes days or hours/],
    [{ role: "viewer", expires: "99999d" }, /^--expires:/],
  ])("%j is refused in one sentence", (values, sentence) => expect(() => readNewKey(values)).toThrow(sentence));
});

it.each([
  ["90d", 90],
  ["12h", 0.5],
  [undefined, null],
])("%s lives %s days", (given, days) => expect(readLife(given)).toBe(days));

it.each(["0d", "-1d", "1.5d", "90", "d", "1w", " 1d"])("%j is no life", (given) =>
  expect(() => readLife(given)).toThrow(/90d or 12h/),
);
