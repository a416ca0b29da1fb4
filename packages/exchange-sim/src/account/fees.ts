/** Parts per million of the quote; on spot of what is received, where the venue takes it there. */
export interface FeeSchedule {
  readonly spotMakerPpm: number;
  readonly spotTakerPpm: number;
  readonly futuresMakerPpm: number;
  readonly futuresTakerPpm: number;
}

export const STANDARD_FEES: FeeSchedule = {
  spotMakerPpm: 1_000,
  spotTakerPpm: 1_000,
  futuresMakerPpm: 200,
  futuresTakerPpm: 500,
};
