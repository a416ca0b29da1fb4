export { EVENT_NAMES, type EventBodies, type EventName, type StreamEvent } from "./event.ts";
export { createLiveEvents, type LiveEvents } from "./live.ts";
export { watchEvents } from "./watch.ts";
