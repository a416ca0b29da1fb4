/** Whoever was asked to confirm closed the question: nothing was sent. */
export class NotConfirmed extends Error {
  override readonly name = "NotConfirmed";
  constructor() {
    super("not confirmed; nothing was changed");
  }
}
