import { DIRECT_ADDRESS } from "@evenkeel/api/web";

/** The entry our own outermost proxy appended; what is left of it was written by strangers. */
export function addressOf(forwardedFor: string | null, proxyHops: number): string {
  if (proxyHops === 0 || forwardedFor === null) return DIRECT_ADDRESS;
  return forwardedFor.split(",").at(-proxyHops)?.trim() || DIRECT_ADDRESS;
}
