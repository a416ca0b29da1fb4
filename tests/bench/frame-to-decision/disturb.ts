import type { Random } from "@evenkeel/testkit/simulation";

/** One frame in so many is what a venue should not send: both designs must hold the market back alike. */
const DISTURBED = 1 / 1_000;

const DISTURBANCES: readonly ((frame: string) => string)[] = [
  // Crossed: bid and ask change places.
  (frame) => frame.replace(/"b":"([^"]+)"(.*)"a":"([^"]+)"/, '"b":"$3"$2"a":"$1"'),
  (frame) => frame.replace(/"B":"[^"]+"/, '"B":"0.000"'),
  // A jump of nine times.
  (frame) => frame.replace(/"b":"/, '"b":"9').replace(/"a":"/, '"a":"9'),
  // An update id of long ago.
  (frame) => frame.replace(/"u":\d+/, '"u":1'),
  // Escaped text: the byte scanner gives it up to JSON.parse.
  (frame) => frame.replace(/USDT"/, '\\u0055SDT"'),
  (frame) => frame.replace(/,"b":/, ', "b":'),
];

export function disturb(frame: string, random: Random): string {
  if (!random.chance(DISTURBED)) return frame;
  return DISTURBANCES[random.below(DISTURBANCES.length)]?.(frame) ?? frame;
}
