import { divideDown, formatFixed, type Quantity, quantityAmount } from "@evenkeel/core/units";
import type { Trade } from "../../../order/order.ts";
import { quoteAssetOf } from "../../../world/world.ts";
import { type Wallet, walletAt } from "../account/wallet.ts";
import { decimal, money } from "../format.ts";
import { body, ERRORS, type Outcome, refuse } from "../reply.ts";
import type { RouteContext } from "../request.ts";
import { pageOf, printPage } from "./page.ts";

const TRANSACTIONS_MAX = 100;
const CENT = 10n ** 16n;

/** What moved a wallet: its fills. One in dollars has every fill, one of a coin those of that coin. */
const movesOf = ({ state, account }: RouteContext, wallet: Wallet): readonly Trade[] =>
  wallet.isFiat
    ? account.spotTrades
    : account.spotTrades.filter(
        ({ instrument }) => state.world.instruments[instrument]?.spot.baseAsset === wallet.currency,
      );

const idOf = ({ session }: RouteContext, { isFiat }: Wallet, { id }: Trade): string =>
  session.identity.transaction(id, isFiat);

/** The commission is told on both sides of a fill and is in neither amount. */
function print(context: RouteContext, wallet: Wallet, trade: Trade) {
  const { state, session } = context;
  const spot = state.world.instruments[trade.instrument]?.spot;
  const { currency, isFiat, uuid } = wallet;
  const scale = spot?.quantityScale ?? 0;
  const received = (trade.side === "BUY") !== isFiat ? 1n : -1n;
  const moved = isFiat ? trade.quote : quantityAmount(trade.quantity as Quantity, scale);
  const id = idOf(context, wallet, trade);
  return {
    id,
    type: "advanced_trade_fill",
    status: "completed",
    amount: { amount: money(received * moved), currency },
    native_amount: {
      amount: formatFixed(received * divideDown(trade.quote + CENT / 2n, CENT), 2),
      currency: quoteAssetOf(state.world),
    },
    advanced_trade_fill: {
      commission: money(trade.commission),
      fill_price: decimal(trade.price, spot?.priceScale ?? 0),
      order_id: session.identity.order(trade.orderId),
      order_side: trade.side.toLowerCase(),
      product_id: spot?.symbol ?? "",
    },
    created_at: new Date(trade.timeMs).toISOString().replace(/\.\d+Z$/, "Z"),
    resource: "transaction",
    resource_path: `/v2/accounts/${uuid}/transactions/${id}`,
  };
}

export function transactions(context: RouteContext): Outcome {
  const wallet = walletAt(context);
  if (wallet === null) return refuse(ERRORS.appNotFound);
  const page = pageOf(
    context.query,
    `/v2/accounts/${wallet.uuid}/transactions`,
    movesOf(context, wallet).toReversed(),
    (trade) => idOf(context, wallet, trade),
    TRANSACTIONS_MAX,
  );
  if (page === null) return refuse(ERRORS.appNotFound);
  return body(
    printPage(
      page,
      page.rows.map((trade) => print(context, wallet, trade)),
    ),
  );
}

export function transaction(context: RouteContext): Outcome {
  const wallet = walletAt(context);
  const found =
    wallet && movesOf(context, wallet).find((trade) => idOf(context, wallet, trade) === context.segments[1]);
  return wallet === null || !found ? refuse(ERRORS.appNotFound) : body({ data: print(context, wallet, found) });
}
