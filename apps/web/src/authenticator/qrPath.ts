import { encode } from "uqr";

/** Light modules around the code; scanners need four. */
const QUIET_ZONE = 4;

export type QrPath = { readonly size: number; readonly path: string };

/** The dark modules as one path of unit squares, row by row in runs. */
export function qrPath(text: string): QrPath {
  const { data, size } = encode(text, { ecc: "M", border: QUIET_ZONE });
  let path = "";
  data.forEach((row, y) => {
    for (let x = 0; x < row.length; x += 1) {
      if (row[x] !== true) continue;
      const from = x;
      while (row[x + 1] === true) x += 1;
      const width = x + 1 - from;
      path += `M${from} ${y}h${width}v1h-${width}z`;
    }
  });
  return { size, path };
}
