import type { InferInsertModel, InferSelectModel } from "drizzle-orm";
import type { StoredStanding, venueKeys } from "../schema/index.ts";

export type Standing = StoredStanding;
export type VenueKeyState = "pending" | "active" | "retired";

export type VenueKey = {
  readonly id: string;
  readonly venue: string;
  readonly environment: "simulation" | "testnet" | "live";
  readonly label: string;
  /** Null once a retired key was forgotten. */
  readonly sealed: string | null;
  readonly hint: string;
  readonly state: VenueKeyState;
  /** The key it takes the place of. */
  readonly replaces: string | null;
  readonly standing: Standing | null;
  readonly author: { readonly kind: "user" | "api-key" | "owner" | "system"; readonly id: string };
  readonly addedAtMs: number;
  readonly probedAtMs: number | null;
  readonly retiredAtMs: number | null;
};

export type NewVenueKey = Omit<VenueKey, "state" | "retiredAtMs" | "sealed"> & { readonly sealed: string };

export const toVenueKeyRow = ({
  author,
  addedAtMs,
  probedAtMs,
  ...key
}: NewVenueKey): InferInsertModel<typeof venueKeys> => ({
  ...key,
  state: "pending",
  authorKind: author.kind,
  authorId: author.id,
  addedAt: new Date(addedAtMs),
  probedAt: probedAtMs === null ? null : new Date(probedAtMs),
});

export const fromVenueKeyRow = ({
  authorKind,
  authorId,
  addedAt,
  probedAt,
  retiredAt,
  ...row
}: InferSelectModel<typeof venueKeys>): VenueKey => ({
  ...row,
  author: { kind: authorKind, id: authorId },
  addedAtMs: addedAt.getTime(),
  probedAtMs: probedAt?.getTime() ?? null,
  retiredAtMs: retiredAt?.getTime() ?? null,
});
