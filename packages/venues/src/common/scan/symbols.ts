/** Finds a venue symbol by the bytes of a frame, without making a string of them. */
export type SymbolTable = {
  /** Slot of the symbol that stands at bytes[start, end), or -1. */
  readonly find: (bytes: Uint8Array, start: number, end: number) => number;
};

/** FNV-1a over the characters; collisions are settled by comparing them. */
const OFFSET = 0x811c9dc5;
const PRIME = 0x01000193;

export function createSymbolTable(symbols: readonly string[]): SymbolTable {
  let size = 16;
  while (size < symbols.length * 4) size *= 2;
  const mask = size - 1;
  const slots = new Int32Array(size).fill(-1);
  // A symbol beyond ASCII has characters no byte equals: it is listed and never found.
  const characters = symbols.map((symbol) => Uint16Array.from(symbol, (_, at) => symbol.charCodeAt(at)));
  const hashOf = (bytes: Uint8Array | Uint16Array, start: number, end: number): number => {
    let hash = OFFSET;
    for (let at = start; at < end; at += 1) hash = Math.imul(hash ^ (bytes[at] ?? 0), PRIME);
    return hash & mask;
  };
  const find = (bytes: Uint8Array, start: number, end: number): number => {
    let place = hashOf(bytes, start, end);
    for (;;) {
      const slot = slots[place] ?? -1;
      if (slot < 0) return -1;
      if (same(characters[slot], bytes, start, end)) return slot;
      place = (place + 1) & mask;
    }
  };
  characters.forEach((each, slot) => {
    let place = hashOf(each, 0, each.length);
    while ((slots[place] ?? -1) >= 0) place = (place + 1) & mask;
    slots[place] = slot;
  });
  return { find };
}

function same(symbol: Uint16Array | undefined, bytes: Uint8Array, start: number, end: number): boolean {
  if (symbol === undefined || symbol.length !== end - start) return false;
  for (let at = 0; at < symbol.length; at += 1) if (symbol[at] !== bytes[start + at]) return false;
  return true;
}
