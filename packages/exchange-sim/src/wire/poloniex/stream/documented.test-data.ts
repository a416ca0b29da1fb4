/** A frame as the venue documents it or as it was seen on the real wire. */
export interface DocumentedFrame {
  readonly door: string;
  readonly channel: string;
  /** Page of api-docs.poloniex.com, or "captured" for frames of the real venue of December 2025 and September 2026. */
  readonly source: string;
  readonly example: unknown;
  readonly optional?: readonly string[];
}

const PUBLIC = "/ws/v3/public";

export const PUBLIC_FRAMES: readonly DocumentedFrame[] = [
  {
    door: PUBLIC,
    channel: "book_lv2",
    source: "captured",
    example: {
      channel: "book_lv2",
      data: [
        {
          asks: [["86657.22", "1098"]],
          bids: [["86651.86", "1"]],
          lid: 6_284_171_741,
          id: 6_284_171_742,
          ts: 1_790_134_293_641,
          s: "BTC_USDT_PERP",
          cT: 1_790_134_293_558,
        },
      ],
      action: "snapshot",
    },
  },
  {
    door: PUBLIC,
    channel: "book",
    source: "captured",
    example: {
      channel: "book",
      data: [
        {
          asks: [["1.0477", "9070"]],
          bids: [["1.0451", "4536"]],
          id: 157_604_038,
          ts: 1_790_134_382_550,
          s: "FIL_USDT_PERP",
          cT: 1_790_134_382_538,
        },
      ],
    },
  },
  {
    door: PUBLIC,
    channel: "tickers",
    source: "v3/futures/websocket/public/get-ticker",
    example: {
      channel: "tickers",
      data: [
        {
          s: "BTC_USDT_PERP",
          o: "46000",
          l: "26829.541",
          h: "46100",
          c: "46100",
          qty: "18736",
          amt: "8556118.81658",
          tC: 44,
          sT: 1_718_785_800_000,
          cT: 1_718_872_244_268,
          dC: "0.0022",
          bPx: "46000",
          bSz: "46000",
          aPx: "46100",
          aSz: "9279",
          ts: 1_718_872_247_385,
        },
      ],
    },
  },
  {
    door: PUBLIC,
    channel: "candles_minute_1",
    source: "v3/futures/websocket/public/get-kline-data",
    example: {
      channel: "candles_minute_1",
      data: [
        [
          "BTC_USDT_PERP",
          "91883.46",
          "91958.73",
          "91883.46",
          "91958.73",
          "367.68438",
          "4",
          2,
          1_741_243_200_000,
          1_741_243_259_999,
          1_741_243_218_348,
        ],
      ],
    },
  },
  {
    door: PUBLIC,
    channel: "mark_price_candles_minute_1",
    source: "v3/futures/websocket/public/get-mark-price-kline-data",
    example: {
      channel: "mark_price_candles_minute_1",
      data: [
        [
          "BTC_USDT_PERP",
          "57800.17",
          "57815.95",
          "57809.65",
          "57800.17",
          1_725_264_900_000,
          1_725_264_959_999,
          1_725_264_919_140,
        ],
      ],
    },
  },
  {
    door: PUBLIC,
    channel: "index_price",
    source: "captured",
    example: { channel: "index_price", data: [{ ts: 1_790_134_383_036, s: "SUI_USDT_PERP", iPx: "1.0287" }] },
  },
  {
    door: PUBLIC,
    channel: "mark_price",
    source: "captured",
    example: { channel: "mark_price", data: [{ ts: 1_790_134_383_047, s: "LTC_USDT_PERP", mPx: "63.54" }] },
  },
  {
    door: PUBLIC,
    channel: "funding_rate",
    source: "captured",
    example: {
      channel: "funding_rate",
      data: [
        {
          ts: 1_790_134_382_872,
          s: "LINK_USDT_PERP",
          nFR: "0.0001",
          fR: "0.0001",
          fT: 1_790_121_600_000,
          nFT: 1_790_150_400_000,
        },
      ],
    },
  },
  {
    door: PUBLIC,
    channel: "open_interest",
    source: "v3/futures/websocket/public/get-open-interest",
    example: {
      channel: "open_interest",
      data: [{ s: "BTC_USDT_PERP", oInterest: "19774.000000000000000000", ts: 1_747_296_831_379 }],
      action: "snapshot",
    },
  },
  {
    door: PUBLIC,
    channel: "limit_price",
    source: "v3/futures/websocket/public/get-limit-price",
    example: {
      channel: "limit_price",
      data: [{ ts: 1_739_346_571_315, s: "BTC_USDT_PERP", buyLmt: "100790.67", sellLmt: "91191.57" }],
      action: "update",
    },
  },
  {
    door: "/ws/public",
    channel: "ticker",
    source: "spot/websocket/market-data#ticker",
    example: {
      channel: "ticker",
      data: [
        {
          symbol: "BTC_USDC",
          startTime: 1_694_382_780_000,
          open: "25866.3",
          high: "26008.47",
          low: "24923.65",
          close: "25153.02",
          quantity: "1626.444884",
          amount: "41496808.63699303",
          tradeCount: 37_124,
          dailyChange: "-0.0276",
          markPrice: "25154.9",
          closeTime: 1_694_469_183_664,
          ts: 1_694_469_187_081,
        },
      ],
    },
  },
  {
    door: "/ws/public",
    channel: "book",
    source: "spot/websocket/market-data#book",
    example: {
      channel: "book",
      data: [
        {
          symbol: "BTC_USDC",
          createTime: 1_694_469_187_686,
          asks: [["25157.24", "0.444294"]],
          bids: [["25148.8", "0.00692"]],
          id: 598_273_384,
          ts: 1_694_469_187_733,
        },
      ],
    },
  },
  {
    door: "/ws/public",
    channel: "book_lv2",
    source: "spot/websocket/market-data#book-level-2",
    example: {
      channel: "book_lv2",
      data: [
        {
          symbol: "BTC_USDC",
          createTime: 1_694_469_187_745,
          asks: [["25163.4", "0.110047"]],
          bids: [["25148.81", "0.02158"]],
          lastId: 598_273_385,
          id: 598_273_386,
          ts: 1_694_469_187_760,
        },
      ],
      action: "snapshot",
    },
  },
  {
    door: "/ws/public",
    channel: "candles_minute_5",
    source: "spot/websocket/market-data#candlesticks",
    example: {
      channel: "candles_minute_5",
      data: [
        {
          symbol: "BTC_USDT",
          open: "25143.19",
          high: "25148.58",
          low: "25138.76",
          close: "25144.55",
          quantity: "0.860454",
          amount: "21635.20983974",
          tradeCount: 20,
          startTime: 1_694_469_000_000,
          closeTime: 1_694_469_299_999,
          ts: 1_694_469_049_867,
        },
      ],
    },
  },
  {
    door: "/ws/public",
    channel: "trades",
    source: "spot/websocket/market-data#trades",
    example: {
      channel: "trades",
      data: [
        {
          symbol: "BTC_USDC",
          amount: "52.821342",
          quantity: "0.0021",
          takerSide: "sell",
          createTime: 1_694_469_183_664,
          price: "25153.02",
          id: "71076055",
          ts: 1_694_469_183_673,
        },
      ],
    },
  },
  {
    door: PUBLIC,
    channel: "trades",
    source: "v3/futures/websocket/public/get-execution-info",
    example: {
      channel: "trades",
      data: [
        {
          id: 291,
          ts: 1_718_871_802_553,
          s: "BTC_USDT_PERP",
          px: "46100",
          qty: "1",
          amt: "461",
          side: "buy",
          cT: 1_718_871_802_534,
        },
      ],
    },
  },
];
