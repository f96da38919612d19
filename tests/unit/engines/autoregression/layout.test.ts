import { describe, expect, it } from 'vitest';
import type { LanguageManifest } from '../../../../src/core/manifest';
import { Random } from '../../../../src/core/random';
import type { Backend } from '../../../../src/core/run/run';
import { ropeTables, WeightLayout } from '../../../../src/engines/autoregression/onnx/layout';

type Config = LanguageManifest['config'];

const config: Config = {
  architecture: 'llama',
  layers: 2,
  hidden: 64,
  heads: 4,
  kvHeads: 2,
  headDim: 16,
  ffn: 96,
  vocab: 50,
  context: 40,
  ropeTheta: 10_000,
  stopIds: [2],
};
const Q4_1 = 3;
const Q8_0 = 8;
const F32 = 0;
const { fround } = Math;

/** Shapes of all tensors, [width, rows]. */
const products: [string, number, number][] = Array.from({ length: config.layers }, (_, i) =>
  [
    ['attn_q', 64, 64],
    ['attn_k', 64, 32],
    ['attn_v', 64, 32],
    ['attn_output', 64, 64],
    ['ffn_gate', 64, 96],
    ['ffn_up', 64, 96],
    ['ffn_down', 96, 64],
  ].map(
    ([name, width, rows]) => [`blk.${i}.${name}.weight`, width, rows] as [string, number, number],
  ),
).flat();
const norms = [
  'blk.0.attn_norm',
  'blk.0.ffn_norm',
  'blk.1.attn_norm',
  'blk.1.ffn_norm',
  'output_norm',
];

/** Float16 bits of a value that float16 holds exactly: sign, power of two, 10 bits. */
function halfBits(value: number): number {
  if (value === 0) return 0;
  const exponent = Math.floor(Math.log2(Math.abs(value)));
  const fraction = (Math.abs(value) / 2 ** exponent - 1) * 1024;
  return (value < 0 ? 0x8000 : 0) | ((exponent + 15) << 10) | fraction;
}

/** A row of blocks and the weights it stands for, by the definitions in ggml-common.h. */
function makeRow(type: number, width: number, random: Random, zero: boolean) {
  const bytes: number[] = [];
  const weights: number[] = [];
  const half = (value: number) => {
    const bits = halfBits(value);
    bytes.push(bits & 255, bits >> 8);
  };
  const scale = () =>
    zero
      ? 0
      : ((Math.floor(random.random() * 1024) + 1024) / 1024) * 2 ** -Math.ceil(random.random() * 9);
  for (let block = 0; block < width / 32; block++) {
    const d = scale() * (random.random() < 0.1 ? -1 : 1);
    half(d);
    const at = weights.length;
    if (type === Q8_0) {
      for (let j = 0; j < 32; j++) {
        const q = Math.floor(random.random() * 256) - 128;
        bytes.push(q & 255);
        weights[at + j] = fround(d * q);
      }
      continue;
    }
    const m = -scale();
    half(m);
    for (let j = 0; j < 16; j++) {
      const [low, high] = [Math.floor(random.random() * 16), Math.floor(random.random() * 16)];
      bytes.push(low | (high << 4));
      weights[at + j] = fround(fround(d * low) + m);
      weights[at + 16 + j] = fround(fround(d * high) + m);
    }
  }
  return { bytes, weights };
}

interface Made {
  readonly type: number;
  readonly shape: number[];
  readonly data: Uint8Array;
  /** [rows][width] */
  readonly weights: number[][];
}

function makeModel(type: number): Map<string, Made> {
  const random = new Random(type);
  const made = new Map<string, Made>();
  const matrix = (name: string, t: number, width: number, rows: number) => {
    const all = Array.from({ length: rows }, (_, n) => makeRow(t, width, random, n === 3));
    const data = Uint8Array.from(all.flatMap(({ bytes }) => bytes));
    made.set(name, { type: t, shape: [width, rows], data, weights: all.map((r) => r.weights) });
  };
  for (const [name, width, rows] of products) matrix(name, type, width, rows);
  matrix('token_embd.weight', Q8_0, config.hidden, config.vocab);
  for (const norm of norms) {
    const values = random.normal(config.hidden);
    const data = new Uint8Array(values.buffer);
    made.set(`${norm}.weight`, { type: F32, shape: [64], data, weights: [Array.from(values)] });
  }
  return made;
}

function pack(model: Map<string, Made>, backend: Backend): Map<string, Uint8Array> {
  const layout = new WeightLayout(config, backend);
  for (const [name, { shape, type, data }] of model) {
    const tensor = { name, shape, type };
    expect(layout.sizeOf(tensor)).toBe(data.length);
    layout.add(tensor, data);
  }
  return new Map(layout.finish().map(({ path, data }) => [path, data]));
}

/** Rows of each product, put together by the graph's definition. */
function expectedRows(model: Map<string, Made>): Map<string, number[][]> {
  const rows = (name: string) => model.get(`${name}.weight`)?.weights ?? [];
  // [heads, headDim / 2, 2, K] -> [heads, 2, headDim / 2, K]
  const unpermute = (list: number[][]) =>
    list.map((_, row) => {
      const head = Math.floor(row / 16);
      const half = Math.floor((row % 16) / 8);
      const j = row % 8;
      return list[head * 16 + j * 2 + half] ?? [];
    });
  const expected = new Map([['output', rows('token_embd')]]);
  for (let i = 0; i < config.layers; i++) {
    const layer = `blk.${i}.`;
    expected.set(`${layer}attn_qkv`, [
      ...unpermute(rows(`${layer}attn_q`)),
      ...unpermute(rows(`${layer}attn_k`)),
      ...rows(`${layer}attn_v`),
    ]);
    expected.set(`${layer}attn_output`, rows(`${layer}attn_output`));
    expected.set(`${layer}ffn_gate_up`, [...rows(`${layer}ffn_gate`), ...rows(`${layer}ffn_up`)]);
    expected.set(`${layer}ffn_down`, rows(`${layer}ffn_down`));
  }
  return expected;
}

const largest = (values: number[]) => Math.max(...values.map(Math.abs));
/** rint of numpy: half to even. Adding 0 below turns -0 into 0, which bytes do not tell apart. */
function rint(x: number): number {
  const low = Math.floor(x);
  if (x - low !== 0.5) return Math.round(x);
  return low % 2 === 0 ? low : low + 1;
}
const code = (w: number, s: number) =>
  Math.min(127, Math.max(-127, rint(fround(w / (s || 1))))) + 0;
const floats = (bytes: Uint8Array | undefined) =>
  Array.from(new Float32Array(bytes?.slice().buffer ?? new ArrayBuffer(0)));

describe.each([
  ['Q4_1', Q4_1],
  ['Q8_0', Q8_0],
])('layout of %s weights', (_, type) => {
  const model = makeModel(type);
  const expected = expectedRows(model);

  it('wasm: int8 [K, N] with a scale for each output', () => {
    const files = pack(model, 'wasm');
    for (const [name, rows] of expected) {
      const scales = rows.map((row) => fround(largest(row) / 127));
      expect(floats(files.get(`${name}.s`))).toEqual(scales);
      const q = new Int8Array(files.get(`${name}.q`) ?? []);
      const wanted = Array.from({ length: q.length }, (_, i) => {
        const [k, n] = [Math.floor(i / rows.length), i % rows.length];
        return code(rows[n]?.[k] ?? NaN, scales[n] ?? NaN);
      });
      expect(Array.from(q)).toEqual(wanted);
    }
  });

  it('webgpu: uint8 [N, K / 32, 32] around 128 with a scale for each 32', () => {
    const files = pack(model, 'webgpu');
    expected.delete('output');
    expect(files.has('output.q')).toBe(false);
    for (const [name, rows] of expected) {
      const blocks = rows.flatMap((row) =>
        Array.from({ length: row.length / 32 }, (_, b) => row.slice(b * 32, b * 32 + 32)),
      );
      const scales = blocks.map((block) => Math.max(fround(largest(block) / 127), fround(1e-10)));
      expect(floats(files.get(`${name}.s`))).toEqual(scales);
      const wanted = blocks.flatMap((block, b) => block.map((w) => code(w, scales[b] ?? 1) + 128));
      expect(Array.from(files.get(`${name}.q`) ?? [])).toEqual(wanted);
    }
  });
});

describe('layout', () => {
  const model = makeModel(Q4_1);

  it.each([
    ['wasm', 0],
    ['webgpu', 128],
  ] as const)('%s keeps the embedding as it is stored', (backend, zero) => {
    const files = pack(model, backend);
    const q = files.get('token_embd.q') ?? new Uint8Array();
    const scales = floats(files.get('token_embd.s'));
    const rows = (model.get('token_embd.weight')?.weights ?? []).flat().map((w) => w + 0);
    const signed = (byte: number) => (zero ? byte - zero : (byte << 24) >> 24);
    const values = Array.from(q, (byte, i) => fround(signed(byte) * (scales[i >> 5] ?? NaN)) + 0);
    expect(values).toEqual(rows);
  });

  it('copies norms and adds the rope tables', () => {
    const files = pack(model, 'wasm');
    for (const norm of norms)
      expect(floats(files.get(`${norm}.w`))).toEqual(model.get(`${norm}.weight`)?.weights[0]);
    const { cos, sin } = ropeTables(config);
    expect(floats(files.get('rope.cos'))).toEqual(Array.from(cos));
    expect(floats(files.get('rope.sin'))).toEqual(Array.from(sin));
    // Position 7, frequency 3 of 8: 10000^(-6/16).
    expect(cos[7 * 8 + 3]).toBe(fround(Math.cos(7 * 10_000 ** (-6 / 16))));
    expect(sin[7 * 8 + 3]).toBe(fround(Math.sin(7 * 10_000 ** (-6 / 16))));
  });

  it('names a tensor that never came', () => {
    const layout = new WeightLayout(config, 'wasm');
    for (const [name, { shape, type, data }] of model)
      if (name !== 'blk.1.ffn_up.weight') layout.add({ name, shape, type }, data);
    expect(() => layout.finish()).toThrow(/blk\.1\.ffn_up\.weight/);
  });

  it.each([
    ['a tensor without a place', { name: 'output.weight', shape: [64, 50], type: Q8_0 }],
    ['another shape', { name: 'blk.0.attn_v.weight', shape: [64, 64], type: Q4_1 }],
    ['a storage it cannot read', { name: 'blk.0.attn_v.weight', shape: [64, 32], type: 12 }],
    ['an embedding of 4 bit', { name: 'token_embd.weight', shape: [64, 50], type: Q4_1 }],
    ['norms that are no floats', { name: 'output_norm.weight', shape: [64], type: Q8_0 }],
  ])('refuses %s', (_, tensor) => {
    const layout = new WeightLayout(config, 'wasm');
    expect(() => layout.sizeOf(tensor)).toThrow(
      expect.objectContaining({ code: 'unsupported-model' }),
    );
  });
});
