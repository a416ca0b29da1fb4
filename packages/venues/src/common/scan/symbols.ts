import { isWord } from "./bytes.ts";

/** Finds a venue symbol by the bytes of a frame, without making a string of them. */
export type SymbolTable = {
  /** Slot of the symbol that stands at bytes[start, end), or -1. */
  readonly find: (bytes: Uint8Array, start: number, end: number) => number;
};

/** FNV-1a over the bytes; collisions are settled by comparing them. */
const OFFSET = 0x811c9dc5;
const PRIME = 0x01000193;

export function createSymbolTable(symbols: readonly string[]): SymbolTable {
  let size = 16;
  while (size < symbols.length * 4) size *= 2;
  const mask = size - 1;
  const slots = new Int32Array(size).fill(-1);
  const encoder = new TextEncoder();
  const words = symbols.map((symbol) => encoder.encode(symbol));
  const hashOf = (bytes: Uint8Array, start: number, end: number): number => {
    let hash = OFFSET;
    for (let at = start; at < end; at += 1) hash = Math.imul(hash ^ (bytes[at] ?? 0), PRIME);
    return hash & mask;
  };
  const find = (bytes: Uint8Array, start: number, end: number): number => {
    let place = hashOf(bytes, start, end);
    for (;;) {
      const slot = slots[place] ?? -1;
      if (slot < 0) return -1;
      const word = words[slot];
      if (word !== undefined && isWord(bytes, start, end, word)) return slot;
      place = (place + 1) & mask;
    }
  };
  words.forEach((word, slot) => {
    let place = hashOf(word, 0, word.length);
    while ((slots[place] ?? -1) >= 0) place = (place + 1) & mask;
    slots[place] = slot;
  });
  return { find };
}
