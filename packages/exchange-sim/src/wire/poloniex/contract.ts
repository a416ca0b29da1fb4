import type { MarketSpecification } from "../../world/instrument.ts";
import { fixed } from "../format.ts";

/**
 * Futures are counted in contracts on the wire and in the coin inside. One contract is one step of the quantity, so the
 * way from one to the other is a whole number in both directions.
 */
export const contractsOf = ({ step }: MarketSpecification, quantity: number): number => quantity / step;

/** Contracts as the wire prints them; a short position's are negative. */
export const contractsText = (specification: MarketSpecification, quantity: number): string =>
  String(contractsOf(specification, quantity));

/** The coin in one contract, as `ctVal` says it. */
export const contractValue = ({ step, quantityScale }: MarketSpecification): string => fixed(step, quantityScale);

const CONTRACTS = /^\d{1,12}(\.0{1,18})?$/;

/** Contracts from a request as decimal text of the coin; null where they are no whole number of contracts. */
export function coinText(specification: MarketSpecification, contracts: string): string | null {
  if (!CONTRACTS.test(contracts)) return null;
  const quantity = BigInt(contracts.split(".")[0] ?? "") * BigInt(specification.step);
  return quantity <= BigInt(Number.MAX_SAFE_INTEGER) ? fixed(Number(quantity), specification.quantityScale) : null;
}
