/** An engine that takes over from another waits this long, whatever the other was told: no order of it may live longer. */
export const RECEIVE_WINDOW_MS_MAX = 5_000;

/** The owner's numbers (REQUIREMENTS DFT-1 to DFT-5). Validated at the edge; `core` trusts its ranges. */
export type Config = {
  readonly version: number;
  readonly entry: {
    readonly meanAnnualPercentMin: number;
    readonly medianAnnualPercentMin: number;
    readonly holdDays: number;
    readonly netOverCostMin: number;
    readonly cashAnnualPercent: number;
    readonly discountBpsMax: number;
    readonly spreadBaseBps: number;
    readonly spreadBpsPerTenThousand: number;
    readonly settlementGuardMs: number;
  };
  readonly exit: {
    readonly meanAnnualPercentMax: number;
    readonly cooldownMs: number;
  };
  readonly universe: {
    readonly listedDaysMin: number;
    readonly perpetualVolumeMin: number;
    readonly spotVolumeMin: number;
    readonly openInterestMin: number;
    readonly spreadBpsMax: number;
    readonly depthOverOrderMin: number;
    readonly capHitDays: number;
  };
  readonly size: {
    readonly leverage: number;
    readonly pairEquityPercentMax: number;
    readonly pairsMax: number;
    /** Of these, on perpetuals of two venues; 0 turns that strategy off. */
    readonly spreadPairsMax: number;
    readonly notionalEquityPercentMax: number;
    readonly freeEquityPercentMin: number;
    readonly legNotionalMin: number;
  };
  readonly risk: {
    readonly dailyLossPercentMax: number;
    readonly drawdownPercentMax: number;
    readonly liquidationWarnPercent: number;
    readonly liquidationTransferPercent: number;
    readonly liquidationShrinkPercent: number;
    readonly freshnessMsMax: number;
    readonly jumpBpsMax: number;
    readonly markIndexBpsMax: number;
    readonly venuesApartBpsMax: number;
    readonly clockOffsetMsMax: number;
    readonly netDeltaPercentMax: number;
    /** Expected shortfall of a day at 99 %, in per cent of equity, from which on nothing new is entered. */
    readonly expectedShortfallPercentMax: number;
    /** USDT this far off the dollar for so long freezes, in per cent and venue time; so far off closes everything. */
    readonly pegFreezePercent: number;
    readonly pegFreezeMs: number;
    readonly pegReducePercent: number;
    /** Calls in a row that do not come through, from which on a venue gets no new risk. */
    readonly breakerFailuresMax: number;
    readonly breakerRestMs: number;
    readonly latencyMsMax: number;
    /** What a coin that fees are paid in must be worth, wallet by wallet, before it is called out. */
    readonly feeAssetQuoteMin: number;
  };
  readonly execution: {
    readonly slippageBpsMax: number;
    readonly exitSlippageBpsMax: number;
    readonly hedgeAttemptsMax: number;
    readonly unhedgedMsMax: number;
    readonly sendTimeoutMs: number;
    readonly receiveWindowMs: number;
    readonly absentPollsMin: number;
    readonly accountPollMs: number;
    readonly retryPauseMs: number;
    readonly depthAgeMsMax: number;
    /** A leading order waits in the book only where the maker fee lies this far below the taker fee. */
    readonly makerGainBpsMin: number;
    readonly restMsMax: number;
    readonly repriceMs: number;
    readonly repricesMax: number;
    readonly dustQuoteMax: number;
    readonly churnPauseMs: number;
    /** What one order may ask of the near depth; a larger entry is worked in parts. */
    readonly sliceDepthPercentMax: number;
    readonly icebergSlicesMax: number;
    readonly slicesMax: number;
    readonly sliceMs: number;
  };
};
