export { type Credentials, simulatedCredentials } from "./credentials.ts";
export { type Dispatched, dispatch, errorReply, routeNames, type WireReply } from "./dispatch.ts";
export { BOOK_LEVELS_MAX, bookKey, currentBook } from "./market-data.ts";
export { type BinanceError, ERRORS, rejectionError } from "./reply.ts";
export type { Family, WireRequest } from "./request.ts";
export { changeRestrictions, type KeyRestrictions } from "./restrictions.ts";
export {
  createSession,
  LISTEN_KEY_LIFE_MS,
  type LimitSettings,
  type ListenKey,
  liveListenKey,
  type PublishedBook,
  type SessionKey,
  STANDARD_LIMITS,
  type WireSession,
} from "./session.ts";
export { acknowledged, combined, listed, parseStreamRequest, type StreamRequest } from "./stream/control.ts";
export {
  allMarkPricesFrame,
  type BestQuote,
  bookTickerFrame,
  createBestQuote,
  depthFrame,
  markPriceFrame,
  partialDepthFrame,
  readBest,
  touchedBooks,
  tradeFrame,
} from "./stream/market-frames.ts";
export { parseTopic, type StreamFamily, type Topic } from "./stream/topic.ts";
export { listenKeyExpiredFrame, type UserFrame, userFrames } from "./stream/user-frames.ts";
