import { crc32 } from "node:zlib";
import type { ColdEvent, EngineEvent, MarkUpdate, TopOfBook } from "@evenkeel/core/events";
import type { InstrumentIndex } from "@evenkeel/core/ids";
import { deserialise, type Price, type Quantity, type Rate, venueTime, wallTime } from "@evenkeel/core/units";

/**
 * A segment is a row of blocks. Each says its kind, its length and the CRC of what it holds, so that reading ends
 * at the last whole one. Blocks: one `meta`, one `snapshot`, then `records`.
 */
export const FORMAT_VERSION = 1;
const MAGIC = 0x31524b45; // "EKR1"
export const BLOCK_HEADER_BYTES = 16;

export const BLOCK = { meta: 1, snapshot: 2, records: 3 } as const;
export type BlockKind = keyof typeof BLOCK;

/** First byte of a record inside a `records` block. */
const RECORD = { top: 1, mark: 2, cold: 3, effects: 4 } as const;
export const TOP_BYTES = 1 + 4 + 7 * 8;
export const MARK_BYTES = 1 + 4 + 6 * 8;
export const COLD_HEADER_BYTES = 1 + 4;
const FINGERPRINT_LENGTH = 16;
export const EFFECTS_BYTES = 1 + 8 + FINGERPRINT_LENGTH;

export function writeBlockHeader(target: Buffer, kind: BlockKind, content: Buffer): void {
  target.writeUInt32LE(MAGIC, 0);
  target.writeUInt32LE(BLOCK[kind], 4);
  target.writeUInt32LE(content.length, 8);
  target.writeUInt32LE(crc32(content), 12);
}

export function writeTop(target: Buffer, at: number, event: TopOfBook): void {
  target[at] = RECORD.top;
  target.writeUInt32LE(event.instrument, at + 1);
  target.writeDoubleLE(event.venueTimeMs, at + 5);
  target.writeDoubleLE(event.receivedAtMs, at + 13);
  target.writeDoubleLE(event.bidPrice, at + 21);
  target.writeDoubleLE(event.bidQuantity, at + 29);
  target.writeDoubleLE(event.askPrice, at + 37);
  target.writeDoubleLE(event.askQuantity, at + 45);
  target.writeDoubleLE(event.updateId, at + 53);
}

export function writeMark(target: Buffer, at: number, event: MarkUpdate): void {
  target[at] = RECORD.mark;
  target.writeUInt32LE(event.instrument, at + 1);
  target.writeDoubleLE(event.venueTimeMs, at + 5);
  target.writeDoubleLE(event.receivedAtMs, at + 13);
  target.writeDoubleLE(event.markPrice, at + 21);
  target.writeDoubleLE(event.indexPrice, at + 29);
  target.writeDoubleLE(event.fundingRate, at + 37);
  target.writeDoubleLE(event.nextFundingAt, at + 45);
}

export function writeCold(target: Buffer, at: number, text: Buffer): void {
  target[at] = RECORD.cold;
  target.writeUInt32LE(text.length, at + 1);
  text.copy(target, at + COLD_HEADER_BYTES);
}

export function writeEffects(target: Buffer, at: number, sequence: number, print: string): void {
  target[at] = RECORD.effects;
  target.writeDoubleLE(sequence, at + 1);
  target.write(print, at + 9, FINGERPRINT_LENGTH, "latin1");
}

export type Block = { readonly kind: BlockKind; readonly content: Buffer };

/** The whole blocks of a segment, in order. `torn` tells whether bytes behind the last whole one were left out. */
export function readBlocks(bytes: Buffer): { readonly blocks: readonly Block[]; readonly torn: boolean } {
  const blocks: Block[] = [];
  let at = 0;
  while (at + BLOCK_HEADER_BYTES <= bytes.length) {
    const kind = kindOf(bytes.readUInt32LE(at + 4));
    const length = bytes.readUInt32LE(at + 8);
    const from = at + BLOCK_HEADER_BYTES;
    if (bytes.readUInt32LE(at) !== MAGIC || kind === null || from + length > bytes.length) break;
    const content = bytes.subarray(from, from + length);
    if (crc32(content) !== bytes.readUInt32LE(at + 12)) break;
    blocks.push({ kind, content });
    at = from + length;
  }
  return { blocks, torn: at < bytes.length };
}

const kindOf = (code: number): BlockKind | null =>
  (Object.keys(BLOCK) as BlockKind[]).find((kind) => BLOCK[kind] === code) ?? null;

export type SegmentRecord =
  | { readonly kind: "event"; readonly event: EngineEvent }
  | { readonly kind: "effects"; readonly sequence: number; readonly print: string };

/** A block whose CRC is right and whose records are not is a fault of the writer, hence the throw. */
export function* readRecords(content: Buffer): Generator<SegmentRecord> {
  let at = 0;
  while (at < content.length) {
    switch (content[at]) {
      case RECORD.top:
        yield { kind: "event", event: readTop(content, at) };
        at += TOP_BYTES;
        break;
      case RECORD.mark:
        yield { kind: "event", event: readMark(content, at) };
        at += MARK_BYTES;
        break;
      case RECORD.cold: {
        const length = content.readUInt32LE(at + 1);
        const from = at + COLD_HEADER_BYTES;
        yield { kind: "event", event: readCold(content.toString("utf8", from, from + length)) };
        at = from + length;
        break;
      }
      case RECORD.effects:
        yield {
          kind: "effects",
          sequence: content.readDoubleLE(at + 1),
          print: content.toString("latin1", at + 9, at + 9 + FINGERPRINT_LENGTH),
        };
        at += EFFECTS_BYTES;
        break;
      default:
        throw new Error(`unknown record ${content[at]} in a whole block`);
    }
  }
}

function readTop(content: Buffer, at: number): TopOfBook {
  return {
    kind: "top",
    instrument: content.readUInt32LE(at + 1) as InstrumentIndex,
    venueTimeMs: venueTime(content.readDoubleLE(at + 5)),
    receivedAtMs: wallTime(content.readDoubleLE(at + 13)),
    bidPrice: content.readDoubleLE(at + 21) as Price,
    bidQuantity: content.readDoubleLE(at + 29) as Quantity,
    askPrice: content.readDoubleLE(at + 37) as Price,
    askQuantity: content.readDoubleLE(at + 45) as Quantity,
    updateId: content.readDoubleLE(at + 53),
  };
}

function readMark(content: Buffer, at: number): MarkUpdate {
  return {
    kind: "mark",
    instrument: content.readUInt32LE(at + 1) as InstrumentIndex,
    venueTimeMs: venueTime(content.readDoubleLE(at + 5)),
    receivedAtMs: wallTime(content.readDoubleLE(at + 13)),
    markPrice: content.readDoubleLE(at + 21) as Price,
    indexPrice: content.readDoubleLE(at + 29) as Price,
    fundingRate: content.readDoubleLE(at + 37) as Rate,
    nextFundingAt: venueTime(content.readDoubleLE(at + 45)),
  };
}

function readCold(text: string): ColdEvent {
  const event = deserialise(text);
  if (!event.ok) throw new Error("an event in a whole block is not readable");
  return event.value as ColdEvent;
}
