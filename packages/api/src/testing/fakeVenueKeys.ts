import type { GivenVenueKey, VenueKeyDesk, VenueKeyOutcome, VenueKeyView } from "../engine/venueKeyDesk.ts";

/** A desk that remembers names and forgets secrets, as the real one does. */
export function createFakeVenueKeys(nowMs: () => number): VenueKeyDesk {
  const keys = new Map<string, VenueKeyView>();
  const done = (key: VenueKeyView, text: string): VenueKeyOutcome => {
    keys.set(key.id, key);
    return { kind: "done", key, text };
  };
  const unknown: VenueKeyOutcome = { kind: "refused", code: "not-found", text: "There is no such key." };
  const made = ({ id, venue, label, apiKey }: GivenVenueKey, addedBy: VenueKeyView["addedBy"]): VenueKeyView => ({
    id,
    venue,
    environment: "simulation",
    label,
    hint: apiKey.slice(-4),
    state: "next-start",
    accountId: "1",
    permissions: "trade",
    ipRestricted: true,
    expiresAtMs: null,
    notices: [],
    addedBy,
    addedAtMs: nowMs(),
    probedAtMs: nowMs(),
    retiredAtMs: null,
  });
  return {
    list: async () => ({
      environment: "simulation",
      venues: ["binance"],
      keys: [...keys.values()],
      sealedWith: { kind: "file", fingerprint: "0123456789abcdef" },
    }),
    add: async (given, { kind, id }) => done(keys.get(given.id) ?? made(given, { kind, id, name: id }), "Stored."),
    replace: async (id, given, author) =>
      keys.has(id) ? done(made(given, { kind: author.kind, id: author.id, name: author.id }), "Replaced.") : unknown,
    probe: async (id) => {
      const key = keys.get(id);
      return key === undefined ? unknown : done({ ...key, probedAtMs: nowMs() }, "It may trade.");
    },
    retire: async (id) => {
      const key = keys.get(id);
      return key === undefined ? unknown : done({ ...key, state: "retired", retiredAtMs: nowMs() }, "Retired.");
    },
    rotateKek: async ({ kind }) => ({ kind: "done", count: keys.size, text: `Sealed by ${kind}.` }),
  };
}
