/** Answers to subscriptions come in between. */
export const isReply = (frame: unknown): boolean =>
  typeof frame === "object" && frame !== null && "id" in frame && "result" in frame && frame.result === null;

export const KEY = {
  event: "e".charCodeAt(0),
  eventTime: "E".charCodeAt(0),
  symbol: "s".charCodeAt(0),
  updateId: "u".charCodeAt(0),
  bid: "b".charCodeAt(0),
  bidQuantity: "B".charCodeAt(0),
  ask: "a".charCodeAt(0),
  askQuantity: "A".charCodeAt(0),
  mark: "p".charCodeAt(0),
  index: "i".charCodeAt(0),
  rate: "r".charCodeAt(0),
  nextFunding: "T".charCodeAt(0),
} as const;
