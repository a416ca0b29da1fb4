export class InvariantBroken extends Error {
  override readonly name = "InvariantBroken";
  readonly invariantName: string;
  constructor(invariantName: string, detail: string) {
    super(`${invariantName}: ${detail}`);
    this.invariantName = invariantName;
  }
}

export const broken = (name: string, detail: string): never => {
  throw new InvariantBroken(name, detail);
};
