import { expect, it } from "vitest";
import { parseInput } from "./secretInput.ts";

const CANARY = "CANARYcanaryCANARY";

it("takes what it was asked for", () => {
  const text = JSON.stringify({ apiKey: "k", secret: "s" });
  expect(parseInput(text, ["apiKey", "secret"])).toEqual({ apiKey: "k", secret: "s" });
});

it.each([
  "",
  CANARY,
  `"${CANARY}"`,
  `{"apiKey":"${CANARY}"}`,
  `{"apiKey":"${CANARY}","secret":""}`,
  `{"apiKey":"${CANARY}","secret":7}`,
  `{"apiKey":"a","secret":"b","more":"${CANARY}"}`,
  `{"apiKey":"${CANARY}","secret":"${CANARY}`,
])("refuses anything else without repeating it: %s", (text) => {
  const read = (): unknown => parseInput(text, ["apiKey", "secret"]);
  expect(read).toThrow('Standard input must be {"apiKey": "...", "secret": "..."}.');
});
