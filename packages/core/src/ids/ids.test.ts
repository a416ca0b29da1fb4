import { describe, expect, it } from "vitest";
import { clientOrderId, parseClientOrderId, parseNonce, planId } from "./index.ts";

const nonce = (text: string) => {
  const parsed = parseNonce(text);
  if (!parsed.ok) throw new Error(text);
  return parsed.value;
};

describe("client order ids", () => {
  it("are a function of plan, leg and attempt, and read back", () => {
    const plan = planId(nonce("a1b2c3d4"), 12345);
    const id = clientOrderId(plan, "short", 37);
    expect(id).toBe("eka1b2c3d4-9ix-d11");
    expect(parseClientOrderId(id)).toEqual({ plan, nonce: "a1b2c3d4", leg: "short", attempt: 37 });
  });
  it("stay within 36 characters for a billion plans and a million attempts", () => {
    expect(clientOrderId(planId(nonce("zzzzzzzz"), 1e9), "long", 1e6).length).toBeLessThanOrEqual(36);
  });
  it.each(["", "x-cvBPrNm9abc", "ekshort-1-u1", "eka1b2c3d4-1-x1", "eka1b2c3d4-1-u1-"])(
    "knows %s is not ours",
    (text) => {
      expect(parseClientOrderId(text)).toBeNull();
    },
  );
});
