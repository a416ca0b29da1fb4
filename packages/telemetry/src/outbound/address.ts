import { BlockList, isIPv4, isIPv6 } from "node:net";

const listOf = (subnets: readonly (readonly [string, number])[]): BlockList => {
  const list = new BlockList();
  for (const [network, prefix] of subnets) list.addSubnet(network, prefix, isIPv4(network) ? "ipv4" : "ipv6");
  return list;
};

/** Nobody's own network: what a cloud tells its machines, many at once, and what stands for no address at all. */
const NEVER = listOf([
  ["0.0.0.0", 8],
  ["169.254.0.0", 16],
  ["192.0.0.0", 24],
  ["192.0.2.0", 24],
  ["192.88.99.0", 24],
  ["198.18.0.0", 15],
  ["198.51.100.0", 24],
  ["203.0.113.0", 24],
  ["224.0.0.0", 4],
  ["240.0.0.0", 4],
  ["::", 128],
  ["100::", 64],
  ["2001::", 23],
  ["2001:db8::", 32],
  ["fe80::", 10],
  ["fec0::", 10],
  ["ff00::", 8],
]);

/** One's own machine and one's own network. */
const OWN = listOf([
  ["10.0.0.0", 8],
  ["100.64.0.0", 10],
  ["127.0.0.0", 8],
  ["172.16.0.0", 12],
  ["192.168.0.0", 16],
  ["::1", 128],
  ["fc00::", 7],
]);

/** Forms of IPv6 that carry an address of IPv4 in them, and from which of their groups on. */
const CARRIERS = [
  { list: listOf([["::ffff:0:0", 96]]), from: 6 },
  { list: listOf([["::", 96]]), from: 6 },
  { list: listOf([["64:ff9b::", 96]]), from: 6 },
  { list: listOf([["64:ff9b:1::", 48]]), from: 6 },
  { list: listOf([["2002::", 16]]), from: 1 },
];

/** Eight groups of an address in full, from whatever short form it has. */
function groupsOf(address: string): readonly number[] {
  const [left = "", right] = (URL.parse(`http://[${address}]`)?.hostname.slice(1, -1) ?? "").split("::");
  const read = (part: string): number[] =>
    part === "" ? [] : part.split(":").map((group) => Number.parseInt(group, 16));
  const [head, tail] = [read(left), read(right ?? "")];
  return [...head, ...Array.from({ length: 8 - head.length - tail.length }, () => 0), ...tail];
}

function carriedIn(address: string): string | null {
  if (!isIPv6(address) || address === "::1" || address === "::") return null;
  const carrier = CARRIERS.find(({ list }) => list.check(address, "ipv6"));
  if (carrier === undefined) return null;
  const [high = 0, low = 0] = groupsOf(address).slice(carrier.from);
  return [high >> 8, high & 255, low >> 8, low & 255].join(".");
}

export type Reach = "public" | "own" | "never";

/** Where an address leads: anywhere in the world, into one's own network, or where nothing of ours ever goes. */
export function reachOf(address: string): Reach {
  const carried = carriedIn(address);
  if (carried !== null) return reachOf(carried);
  const family = isIPv4(address) ? "ipv4" : "ipv6";
  if (!isIPv4(address) && !isIPv6(address)) return "never";
  if (NEVER.check(address, family)) return "never";
  return OWN.check(address, family) ? "own" : "public";
}
