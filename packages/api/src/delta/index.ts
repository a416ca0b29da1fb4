export { type Followed, follow } from "./apply.ts";
export { eventId, type OverviewDelta, type OverviewEnvelope, parseEventId } from "./envelope.ts";
export { createPublisher, type Publisher, REPLAY_DELTAS_MAX, RING_DELTAS_MAX } from "./publisher.ts";
