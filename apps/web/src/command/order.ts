import type { Role } from "@evenkeel/api/caller";

export type LevelKind = "freeze" | "reduce" | "flatten" | "resume";
export type Order =
  | { readonly kind: LevelKind }
  | { readonly kind: "close-pair"; readonly pairId: string; readonly symbol: string }
  | { readonly kind: "cancel-order"; readonly venue: string; readonly label: string; readonly order: string };

export type OrderWords = {
  readonly label: string;
  readonly key: string | null;
  readonly needs: Role;
  readonly tone: "plain" | "stop" | "primary";
};

export const ORDERS: Readonly<Record<Order["kind"], OrderWords>> = {
  freeze: { label: "Freeze", key: "F", needs: "operator", tone: "plain" },
  reduce: { label: "Reduce", key: "R", needs: "operator", tone: "plain" },
  flatten: { label: "Flatten", key: "X", needs: "operator", tone: "stop" },
  resume: { label: "Resume", key: null, needs: "admin", tone: "primary" },
  "close-pair": { label: "Close pair", key: null, needs: "operator", tone: "stop" },
  "cancel-order": { label: "Take back", key: null, needs: "operator", tone: "stop" },
};

/** What will happen, before it does. */
export function consequences(order: Order, pairs: number): readonly string[] {
  const held = pairs === 0 ? "No pair is open." : pairs === 1 ? "1 pair is open." : `${pairs} pairs are open.`;
  switch (order.kind) {
    case "freeze":
      return ["No new pair is entered from now on.", `${held} They stay hedged and keep earning; exits still work.`];
    case "reduce":
      return [
        "No new pair is entered from now on.",
        `${held} Each is unwound, both legs together, without hurrying the price.`,
      ];
    case "flatten":
      return [
        "All open orders are cancelled and every position is closed at once.",
        `${held} Closing crosses the spread and pays fees on both legs.`,
        "Flat is only reported when the venues confirm it.",
      ];
    case "resume":
      return [
        "Entries are allowed again, by the same rules and limits as before.",
        "The reason for the stop should be known.",
      ];
    case "close-pair":
      return [
        `Both legs of ${order.symbol} are closed together, reducing only.`,
        "The symbol then rests for its cooldown.",
      ];
    case "cancel-order":
      return [
        `${order.label} is asked to take this order back. It is not ours: whoever made it may rely on it.`,
        "What it traded before stays.",
      ];
  }
}
