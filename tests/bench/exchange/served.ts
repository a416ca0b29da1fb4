import { startExchange } from "@evenkeel/exchange";

/** The exchange as a process of its own, without the limits that a bench would only measure. */
const [seed = "1", venues = "binance", symbols = "400"] = process.argv.slice(2);
const LIMIT = 1e9;

const exchange = await startExchange({
  port: 0,
  seed: Number(seed),
  symbols: Number(symbols),
  speed: 60,
  venues: venues.split(",") as never,
  wire: {
    binanceLimits: {
      futuresWeightMax: LIMIT,
      spotWeightMax: LIMIT,
      futuresOrdersTenSecondsMax: LIMIT,
      futuresOrdersMinuteMax: LIMIT,
      spotOrdersTenSecondsMax: LIMIT,
    },
  },
});
const [account] = exchange.accounts;
process.stdout.write(
  `serving ${JSON.stringify({ port: exchange.port, key: account?.key, secret: account?.secret })}\n`,
);
process.once("SIGTERM", () => void exchange.close());
await exchange.stopped;
