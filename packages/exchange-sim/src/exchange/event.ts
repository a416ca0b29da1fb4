import type { Amount } from "@evenkeel/core/units";
import type { ConditionalOrder } from "../order/conditional.ts";
import type { Order, PositionSide, Trade } from "../order/order.ts";

/** What happened, in order. Orders are copies: the event stays true when the order moves on. */
export type ExchangeEvent =
  | {
      readonly kind: "order";
      readonly timeMs: number;
      readonly order: Order;
      readonly trade: Trade | null;
      /** Its price or quantity was changed. */
      readonly amended: boolean;
    }
  | {
      readonly kind: "conditional";
      readonly timeMs: number;
      readonly account: string;
      readonly conditional: ConditionalOrder;
    }
  | {
      readonly kind: "funding";
      readonly timeMs: number;
      readonly account: string;
      readonly instrument: number;
      readonly positionSide: PositionSide;
      readonly amount: Amount;
    }
  | {
      readonly kind: "insurance";
      readonly timeMs: number;
      readonly account: string;
      readonly instrument: number;
      readonly amount: Amount;
    }
  | {
      readonly kind: "transfer";
      readonly timeMs: number;
      readonly account: string;
      readonly asset: string;
      /** Into the futures wallet; negative is out of it. */
      readonly amount: Amount;
    }
  | {
      readonly kind: "setting";
      readonly timeMs: number;
      readonly account: string;
      readonly instrument: number | null;
      readonly setting: "leverage" | "margin-type" | "position-mode" | "isolated-margin" | "fee-discount";
    };
