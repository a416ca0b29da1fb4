import { wallTime } from "@evenkeel/core/units";
import { createSecondVenue, createSecondWire, SECOND_PASSWORD } from "@evenkeel/testkit/second-venue";
import { venueContract } from "./contract.ts";
import { createDirectory } from "./subject.ts";

venueContract("the second venue", () => {
  const wire = createSecondWire();
  const shared = { wire, directory: createDirectory(), clock: { nowMs: () => wallTime(Date.now()) } };
  return Promise.resolve({
    adapter: createSecondVenue({ ...shared, password: SECOND_PASSWORD }),
    passTime: (ms: number) => Promise.resolve(wire.passTime(ms)),
    publish: () => {
      wire.passTime(1);
      wire.publish();
    },
    wire: {
      failNextOrder: (fault) => wire.failNext("/order", fault),
      failNextCancel: (fault) => wire.failNext("/order/cancel", fault),
      failNextMove: (fault) => wire.failNext("/move", fault),
      ordersSeen: wire.ordersSeen,
      cut: () => Promise.resolve(wire.cutLine()),
      mend: () => Promise.resolve(wire.mendLine()),
      stranger: async () => {
        const adapter = createSecondVenue({ ...shared, password: "wrong" });
        await adapter.feed.start(() => undefined);
        return adapter;
      },
    },
    leftovers: () => (wire.listeners() === 0 ? [] : ["a listener"]),
    close: () => Promise.resolve(),
  });
});
