/** Finds a venue symbol by the characters of a frame, without making a string of them. */
export type SymbolTable = {
  /** Slot of the symbol that stands at text[start, end), or -1. */
  readonly find: (text: string, start: number, end: number) => number;
};

/** FNV-1a over the characters; collisions are settled by comparing them. */
const OFFSET = 0x811c9dc5;
const PRIME = 0x01000193;

export function createSymbolTable(symbols: readonly string[]): SymbolTable {
  let size = 16;
  while (size < symbols.length * 4) size *= 2;
  const mask = size - 1;
  const slots = new Int32Array(size).fill(-1);
  const hashOf = (text: string, start: number, end: number): number => {
    let hash = OFFSET;
    for (let at = start; at < end; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), PRIME);
    return hash & mask;
  };
  const find = (text: string, start: number, end: number): number => {
    let place = hashOf(text, start, end);
    for (;;) {
      const slot = slots[place] ?? -1;
      if (slot < 0) return -1;
      if (same(symbols[slot] ?? "", text, start, end)) return slot;
      place = (place + 1) & mask;
    }
  };
  symbols.forEach((symbol, slot) => {
    let place = hashOf(symbol, 0, symbol.length);
    while ((slots[place] ?? -1) >= 0) place = (place + 1) & mask;
    slots[place] = slot;
  });
  return { find };
}

function same(symbol: string, text: string, start: number, end: number): boolean {
  if (symbol.length !== end - start) return false;
  for (let at = 0; at < symbol.length; at += 1) {
    if (symbol.charCodeAt(at) !== text.charCodeAt(start + at)) return false;
  }
  return true;
}
