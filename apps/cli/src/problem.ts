/** Something the person at the keyboard can mend; shown as its one sentence, without a stack. */
export class Problem extends Error {
  override readonly name = "Problem";
}

/** What was typed is not understood; nothing was done. */
export class Misunderstood extends Problem {}
