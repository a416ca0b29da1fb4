import { afterAll, beforeAll, describe } from "vitest";
import { accountBehaviour } from "./behaviour/account.ts";
import { feedBehaviour } from "./behaviour/feed.ts";
import { moneyBehaviour } from "./behaviour/money.ts";
import { orderBehaviour } from "./behaviour/orders.ts";
import { restingBehaviour } from "./behaviour/resting.ts";
import { wireBehaviour } from "./behaviour/wire.ts";
import { choosePair, type Stage } from "./pair.ts";
import { createHeard, until, type Venue } from "./subject.ts";

/**
 * What the engine relies on, for every venue alike. The numbers name the behaviours; a venue without a wire prints
 * why the behaviours of one do not apply. They run in order and the last ones stop the venue.
 */
export function venueContract(name: string, open: () => Promise<Venue>): void {
  describe(`the venue contract, ${name}`, () => {
    let stage: Stage | null = null;
    const onStage = (): Stage => {
      if (stage === null) throw new Error("the venue did not start");
      return stage;
    };

    beforeAll(async () => {
      const venue = await open();
      const heard = createHeard();
      const started = await venue.adapter.feed.start(heard.sink);
      if (!started.ok) throw new Error(`${started.error.code}: ${started.error.message}`);
      const pair = choosePair(heard.instruments());
      const isTold = (index: number): boolean => heard.tops.some(({ instrument }) => instrument === index);
      await until("a price of both legs", () => isTold(pair.spot.index) && isTold(pair.perpetual.index), venue);
      stage = { venue, heard, pair };
    });
    afterAll(async () => {
      await stage?.venue.adapter.feed.stop();
      await stage?.venue.close();
    });

    feedBehaviour(onStage);
    orderBehaviour(onStage);
    restingBehaviour(onStage);
    moneyBehaviour(onStage);
    accountBehaviour(onStage);
    wireBehaviour(onStage);
  });
}
