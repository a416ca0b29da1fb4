/** A stream of its own per block of paths, so that who computes a block cannot change what is in it. */
export type Random = {
  readonly uniform: () => number;
  readonly normal: () => number;
  /** As many normals as fit, the same that `normal` would have given one by one. */
  readonly fillNormals: (target: Float64Array) => void;
};

const TWO_32 = 4_294_967_296;
const TWO_31 = 2_147_483_648;

/** Spreads a seed over the state words; no two streams of one seed begin alike. */
function seedWords(seed: number, stream: number): Int32Array {
  let word = Math.imul(seed ^ 0x5bd1e995, 0x85ebca6b) ^ Math.imul(stream + 1, 0xc2b2ae35);
  return new Int32Array(4).map(() => {
    word = (word + 0x9e3779b9) | 0;
    let mixed = Math.imul(word ^ (word >>> 16), 0x21f0aaad);
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97);
    return mixed ^ (mixed >>> 15);
  });
}

const rotate = (word: number, by: number): number => (word << by) | (word >>> (32 - by));

/** xoshiro128** (Blackman and Vigna). The words live in a typed array: as numbers of a closure each would be boxed. */
function next(words: Int32Array): number {
  const a = words[0] ?? 0;
  const b = words[1] ?? 0;
  const c = words[2] ?? 0;
  const d = words[3] ?? 0;
  const result = Math.imul(rotate(Math.imul(b, 5), 7), 9);
  const mixedC = c ^ a;
  const mixedD = d ^ b;
  words[0] = a ^ mixedD;
  words[1] = b ^ mixedC;
  words[2] = mixedC ^ (b << 9);
  words[3] = rotate(mixedD, 11);
  return result;
}

const uniformOf = (words: Int32Array): number => ((next(words) >>> 0) + 0.5) / TWO_32;

/** Layers of the ziggurat under a normal density (Marsaglia and Tsang 2000), and where its tail begins. */
const LAYERS = 128;
const TAIL = 3.442619855899;
const LAYER_AREA = 9.91256303526217e-3;

const density = (x: number): number => Math.exp((-x * x) / 2);

function buildLayers() {
  const inside = new Float64Array(LAYERS);
  const width = new Float64Array(LAYERS);
  const height = new Float64Array(LAYERS);
  const base = LAYER_AREA / density(TAIL);
  inside[0] = (TAIL / base) * TWO_31;
  width[0] = base / TWO_31;
  width[LAYERS - 1] = TAIL / TWO_31;
  height[0] = 1;
  height[LAYERS - 1] = density(TAIL);
  let edge = TAIL;
  for (let layer = LAYERS - 2; layer > 0; layer -= 1) {
    const inner = Math.sqrt(-2 * Math.log(LAYER_AREA / edge + density(edge)));
    inside[layer + 1] = (inner / edge) * TWO_31;
    width[layer] = inner / TWO_31;
    height[layer] = density(inner);
    edge = inner;
  }
  return { inside, width, height };
}

const { inside: INSIDE, width: WIDTH, height: HEIGHT } = buildLayers();

function normalOf(words: Int32Array): number {
  const draw = next(words);
  const layer = draw & (LAYERS - 1);
  // Ninety-eight times in a hundred this is all.
  if (Math.abs(draw) < (INSIDE[layer] ?? 0)) return draw * (WIDTH[layer] ?? 0);
  return normalAtEdge(words, draw, layer);
}

function normalAtEdge(words: Int32Array, draw: number, layer: number): number {
  if (layer === 0) return draw > 0 ? tailOf(words) : -tailOf(words);
  const x = draw * (WIDTH[layer] ?? 0);
  const low = HEIGHT[layer] ?? 0;
  const high = HEIGHT[layer - 1] ?? 0;
  return low + uniformOf(words) * (high - low) < density(x) ? x : normalOf(words);
}

function tailOf(words: Int32Array): number {
  for (;;) {
    const x = -Math.log(uniformOf(words)) / TAIL;
    const y = -Math.log(uniformOf(words));
    if (y + y >= x * x) return TAIL + x;
  }
}

export function createRandom(seed: number, stream: number): Random {
  const words = seedWords(seed, stream);
  return {
    uniform: () => uniformOf(words),
    normal: () => normalOf(words),
    fillNormals(target) {
      for (let at = 0; at < target.length; at += 1) target[at] = normalOf(words);
    },
  };
}
