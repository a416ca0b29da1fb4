import { type RowShape, writeFrame } from "./shape.ts";

/**
 * Rows that wait for the database, as the bytes it will be sent: made once, refilled for ever. The oldest rows may be
 * on their way while new ones come in; they are given back only when the database has them.
 */
export type RowRing = {
  readonly shape: RowShape;
  readonly view: DataView;
  readonly bytes: Uint8Array;
  readonly rowsMax: number;
  /** Where the next row's bytes stand, or -1 when all are taken. */
  readonly claim: () => number;
  readonly count: () => number;
  /** Where the nth oldest row stands. */
  readonly placeOf: (nth: number) => number;
  readonly release: (rows: number) => void;
};

export function createRowRing(shape: RowShape, rowsMax: number): RowRing {
  const { rowBytes } = shape;
  const bytes = new Uint8Array(rowBytes * rowsMax);
  const view = new DataView(bytes.buffer);
  for (let row = 0; row < rowsMax; row += 1) writeFrame(shape, view, row * rowBytes);
  let oldest = 0;
  let count = 0;
  const placeOf = (nth: number): number => {
    const row = oldest + nth;
    return (row < rowsMax ? row : row - rowsMax) * rowBytes;
  };
  return {
    shape,
    view,
    bytes,
    rowsMax,
    claim: () => {
      if (count === rowsMax) return -1;
      count += 1;
      return placeOf(count - 1);
    },
    count: () => count,
    placeOf,
    release: (rows) => {
      oldest = (oldest + rows) % rowsMax;
      count -= rows;
    },
  };
}

const TWO_32 = 2 ** 32;

/** A whole number up to 2^53 as eight bytes, without making a bigint. */
export function putInt8(view: DataView, at: number, value: number): void {
  const high = Math.floor(value / TWO_32);
  view.setInt32(at, high);
  view.setUint32(at + 4, value - high * TWO_32);
}

export const readInt8 = (view: DataView, at: number): number => view.getInt32(at) * TWO_32 + view.getUint32(at + 4);
