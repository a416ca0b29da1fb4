/** Another chance than the usual one, to repeat or to search. */
export const namedSeed = (): number | null => {
  const seed = process.env["EVENKEEL_TEST_SEED"];
  return seed === undefined ? null : Number(seed);
};
