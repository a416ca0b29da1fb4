import { booksRule } from "./books.ts";
import type { Rule, Scene } from "./rule.ts";
import { wireRule } from "./wire.ts";

export { broken, InvariantBroken, type Rule, type Scene, type SendEffect } from "./rule.ts";

/** Everything that must hold, whatever happened. */
export const createRules = (scene: Scene): readonly Rule[] => [wireRule(scene), booksRule(scene)];
