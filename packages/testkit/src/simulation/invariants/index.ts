import { booksRule } from "./books.ts";
import { exposureRules } from "./exposure.ts";
import { createMoves } from "./moves.ts";
import { ordersRule } from "./orders.ts";
import type { Rule, Scene } from "./rule.ts";
import { recoveryRule, stopRule } from "./time.ts";
import { wireRule } from "./wire.ts";

export { ailment } from "./healed.ts";
export type { Rule, Scene, SendEffect } from "./rule.ts";

/** Everything that must hold, whatever happened: I1 to I14. I15 is asked where requests leave, I16 when faults have ended, I17 by running twice. */
export function createRules(scene: Scene): readonly Rule[] {
  const accounts = scene.venues.map(createMoves);
  return [
    wireRule(scene),
    booksRule(scene, accounts),
    ...exposureRules(scene, accounts),
    ordersRule(scene),
    stopRule(scene),
    recoveryRule(scene),
  ];
}
