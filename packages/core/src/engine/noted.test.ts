import { expect, it } from "vitest";
import type { Author } from "../events/index.ts";
import { readyState } from "../test/world.ts";
import { step } from "./step.ts";

const AUTHOR: Author = { kind: "user", id: "usr_1", role: "admin" };

it("what happened beside the flow is audited under its author, and alarms where it should, and changes nothing", () => {
  const state = readyState();
  const before = { control: { ...state.control }, version: state.portfolio.version, phase: state.phase };
  const stamp = { venueTimeMs: state.venueNowMs, receivedAtMs: state.wallNowMs };
  const audit = { subject: "key_1", action: "venue-key-added", author: AUTHOR, detail: { hint: "…wxyz" } };
  const alert = { level: "WARNING", code: "key-expiry", text: "ends soon" } as const;
  const [persist] = step(state, { kind: "noted", audit, alert, ...stamp });
  expect(persist).toMatchObject({
    kind: "persist",
    awaited: false,
    batch: {
      rows: [
        { table: "audit", audit },
        { table: "alert", alert },
      ],
    },
  });
  const [quiet] = step(state, { kind: "noted", audit, alert: null, ...stamp });
  expect(quiet).toMatchObject({ batch: { rows: [{ table: "audit", audit }] } });
  expect({ control: state.control, version: state.portfolio.version, phase: state.phase }).toEqual(before);
});
