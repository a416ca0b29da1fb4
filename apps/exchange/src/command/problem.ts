/** Something the person at the keyboard can mend: one sentence, no stack. */
export class Problem extends Error {
  override readonly name: string = "Problem";
}

/** What was typed or written is not understood; nothing was done. */
export class Misunderstood extends Problem {
  override readonly name = "Misunderstood";
}
