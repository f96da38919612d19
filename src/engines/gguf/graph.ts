/**
 * The ONNX graph of a Llama model, for one backend; all weights stay outside. The same graph, to the
 * byte where both can make it, as `models/ddmodels/lm/graph.py` builds for the embedded model; inputs
 * and outputs are described there. Operators of `com.microsoft` are ONNX Runtime's
 * (docs/ContribOperators.md).
 */
import type { Backend } from '../../core/run/run';
import type { LlamaConfig } from './config';
import { encodeModel, TYPE, type Attribute, type Node, type Value, type Weight } from './onnx';

const MICROSOFT = 'com.microsoft';
/** Weights that share a scale on WebGPU. */
const BLOCK = 32;
/** Bytes of a float32. */
const FLOAT = 4;
/** Least divisor of a row, so that a row of zeros stays zero. */
const SMALLEST = 1e-9;
/** What the first rounding leaves over is at most half a step: 1 / 254 of the largest. */
const FINER = 254;

/**
 * @param context rows of the rope tables: tokens that can be attended to.
 * @returns a model in the ONNX format.
 */
export function writeGraph(config: LlamaConfig, backend: Backend, context: number): Uint8Array {
  return new GraphWriter(config, backend, context).write();
}

class GraphWriter {
  readonly #nodes: Node[] = [];
  readonly #weights: Weight[] = [];

  constructor(
    private readonly config: LlamaConfig,
    private readonly backend: Backend,
    private readonly context: number,
  ) {}

  write(): Uint8Array {
    const { kvHeads, headDim, layers, vocab } = this.config;
    const float = (name: string, shape: Value['shape']) => ({ name, type: TYPE.float, shape });
    const int64 = (name: string, shape: Value['shape']) => ({ name, type: TYPE.int64, shape });
    this.#network();
    const past = ['batch', kvHeads, 'past', headDim];
    const total = ['batch', kvHeads, 'total', headDim];
    const rows = float('present', [2 * layers, kvHeads, 'sequence', headDim]);
    const int32 = (name: string, shape: Value['shape']) => ({ name, type: TYPE.int32, shape });
    return encodeModel({
      name: 'llama',
      nodes: this.#nodes,
      inputs: [
        int64('input_ids', ['batch', 'sequence']),
        ...(this.backend === 'wasm'
          ? [int64('attention_mask', ['batch', 'total'])]
          : [int32('seqlens', ['batch']), int32('total', [1])]),
        int64('logit_positions', ['positions']),
        ...this.#cache().map((name) => float(`past_key_values.${name}`, past)),
      ],
      outputs: [
        float('logits', ['batch', 'positions', vocab]),
        ...(this.backend === 'wasm'
          ? [rows]
          : this.#cache().map((name) => float(`present.${name}`, total))),
      ],
      weights: this.#weights,
      operators: { '': 17, [MICROSOFT]: 1 },
    });
  }

  #network(): void {
    const { layers, headDim, ffn, hidden, heads, vocab } = this.config;
    if (this.backend === 'wasm') this.#lengths();
    for (const table of ['rope.cos', 'rope.sin'])
      this.#external(table, TYPE.float, [this.context, headDim / 2]);
    if (this.backend === 'wasm') {
      this.#constant('smallest', TYPE.float, [1], Float32Array.of(SMALLEST));
      this.#constant('step', TYPE.float, [], Float32Array.of(1 / 127));
      this.#constant('zero', TYPE.uint8, [], Uint8Array.of(128));
      this.#constant('finer', TYPE.float, [], Float32Array.of(FINER));
      this.#constant('coarser', TYPE.float, [], Float32Array.of(1 / FINER));
      this.#int64('halves', [ffn, ffn]);
    }
    let total = this.#embed();
    let branch = '';
    for (let i = 0; i < layers; i++) {
      const layer = `blk.${i}`;
      const normed = this.#norm(`${layer}.attn_norm`, total, branch);
      if (branch) total = `${layer}.attn_norm.total`;
      let attended = this.#attend(i, normed);
      if (i === layers - 1) {
        attended = this.#wanted(attended);
        total = this.#wanted(total);
      }
      branch = this.#product(`${layer}.attn_output`, attended, heads * headDim, hidden);
      const gated = this.#gated(layer, total, branch);
      total = `${layer}.ffn_norm.total`;
      branch = this.#product(`${layer}.ffn_down`, gated, ffn, hidden);
    }
    const normed = this.#norm('output_norm', total, branch);
    this.#node('Identity', [this.#product('output', normed, hidden, vocab)], 'logits');
    if (this.backend === 'wasm') this.#newRows();
  }

  #cache(): string[] {
    return Array.from({ length: this.config.layers }, (_, i) => [`${i}.key`, `${i}.value`]).flat();
  }

  /** What the new tokens add to the cache, in one tensor. */
  #newRows(): void {
    this.#int64('rows.axis', [2]);
    this.#int64('rows.sequence', [1]);
    this.#node('Shape', ['input_ids'], 'rows.shape');
    this.#node('Gather', ['rows.shape', 'rows.sequence'], 'rows.count');
    this.#node('Gather', ['mask.shape', 'rows.sequence'], 'rows.end');
    this.#node('Sub', ['rows.end', 'rows.count'], 'rows.start');
    const added = this.#cache().map((name) =>
      this.#node(
        'Slice',
        [`present.${name}`, 'rows.start', 'rows.end', 'rows.axis'],
        `new.${name}`,
      ),
    );
    this.#node('Concat', added, 'present', { axis: 0 });
  }

  /** Sequence lengths as GroupQueryAttention wants them, from the attention mask. */
  #lengths(): void {
    this.#int64('axis', [1]);
    this.#constant('one', TYPE.int64, [], BigInt64Array.of(1n));
    this.#node('ReduceSum', ['attention_mask', 'axis'], 'mask.count', { keepdims: 0 });
    this.#node('Sub', ['mask.count', 'one'], 'mask.last');
    this.#node('Cast', ['mask.last'], 'seqlens', { to: TYPE.int32 });
    this.#node('Shape', ['attention_mask'], 'mask.shape');
    this.#node('Gather', ['mask.shape', 'one'], 'mask.total');
    this.#node('Cast', ['mask.total'], 'total', { to: TYPE.int32 });
  }

  /** Rows of the embedding, [batch, sequence, hidden]. */
  #embed(): string {
    const { vocab, hidden } = this.config;
    const blocks = hidden / BLOCK;
    const wasm = this.backend === 'wasm';
    this.#external('token_embd.q', wasm ? TYPE.int8 : TYPE.uint8, [vocab, hidden]);
    this.#external('token_embd.s', TYPE.float, [vocab, blocks]);
    if (!wasm)
      return this.#node(
        'GatherBlockQuantized',
        ['token_embd.q', 'input_ids', 'token_embd.s'],
        'embedded',
        { bits: 8, block_size: BLOCK, gather_axis: 0, quantize_axis: 1 },
        MICROSOFT,
      );
    this.#int64('embd.blocks', [0, 0, blocks, BLOCK]);
    this.#int64('embd.scales', [0, 0, blocks, 1]);
    this.#int64('embd.rows', [0, 0, hidden]);
    this.#node('Gather', ['token_embd.q', 'input_ids'], 'embd.int8');
    this.#node('Cast', ['embd.int8'], 'embd.float', { to: TYPE.float });
    this.#node('Reshape', ['embd.float', 'embd.blocks'], 'embd.values');
    this.#node('Gather', ['token_embd.s', 'input_ids'], 'embd.scale');
    this.#node('Reshape', ['embd.scale', 'embd.scales'], 'embd.factors');
    this.#node('Mul', ['embd.values', 'embd.factors'], 'embd.product');
    return this.#node('Reshape', ['embd.product', 'embd.rows'], 'embedded');
  }

  /** Adds a branch, if any, to the residual stream (`${name}.total`) and normalises. */
  #norm(name: string, total: string, branch: string): string {
    const weight = this.#external(`${name}.w`, TYPE.float, [this.config.hidden]);
    const epsilon = { float: this.config.normEpsilon };
    const output = `${name}.o`;
    if (!branch)
      return this.#node('SimplifiedLayerNormalization', [total, weight], output, {
        epsilon,
        axis: -1,
      });
    this.#nodes.push({
      operator: 'SkipSimplifiedLayerNormalization',
      inputs: [total, branch, weight],
      outputs: [output, '', '', `${name}.total`],
      domain: MICROSOFT,
      attributes: { epsilon },
    });
    return output;
  }

  /** Query, key and value in one product, then attention with rope and the cache. */
  #attend(i: number, normed: string): string {
    const { heads, kvHeads, headDim, hidden } = this.config;
    const width = (heads + 2 * kvHeads) * headDim;
    const packed = this.#product(`blk.${i}.attn_qkv`, normed, hidden, width);
    const past = [`past_key_values.${i}.key`, `past_key_values.${i}.value`];
    const output = `blk.${i}.attn`;
    this.#nodes.push({
      operator: 'GroupQueryAttention',
      inputs: [packed, '', '', ...past, 'seqlens', 'total', 'rope.cos', 'rope.sin'],
      outputs: [output, `present.${i}.key`, `present.${i}.value`],
      domain: MICROSOFT,
      attributes: { num_heads: heads, kv_num_heads: kvHeads, do_rotary: 1, rotary_interleaved: 0 },
    });
    return output;
  }

  /** Adds the attention's branch to the stream (`ffn_norm.total`): SiLU(gate) * up of it. */
  #gated(layer: string, total: string, branch: string): string {
    const { ffn, hidden } = this.config;
    if (this.backend === 'webgpu') return this.#gatedInOne(layer, total, branch);
    const normed = this.#norm(`${layer}.ffn_norm`, total, branch);
    const both = this.#product(`${layer}.ffn_gate_up`, normed, hidden, 2 * ffn);
    const [gate, up] = [`${layer}.gate`, `${layer}.up`];
    this.#nodes.push({
      operator: 'Split',
      inputs: [both, 'halves'],
      outputs: [gate, up],
      attributes: { axis: -1 },
    });
    // SiLU is QuickGelu with alpha 1.
    const alpha = { float: 1 };
    const active = this.#node('QuickGelu', [gate], `${layer}.silu`, { alpha }, MICROSOFT);
    return this.#node('Mul', [active, up], `${layer}.gated`);
  }

  /** The same as one node. Gate and up are halves of one file. */
  #gatedInOne(layer: string, total: string, branch: string): string {
    const { ffn, hidden, normEpsilon } = this.config;
    const blocks = hidden / BLOCK;
    const file = `${layer}.ffn_gate_up`;
    const parts = [`${layer}.ffn_gate`, `${layer}.ffn_up`].flatMap((name, half) => {
      const place = (part: string, bytes: number) => ({
        location: `${file}.${part}`,
        offset: half * bytes,
      });
      const values = place('q', ffn * hidden);
      const scales = place('s', ffn * blocks * FLOAT);
      return [
        this.#external(`${name}.q`, TYPE.uint8, [ffn, blocks, BLOCK], values),
        this.#external(`${name}.s`, TYPE.float, [ffn, blocks], scales),
        '',
      ];
    });
    const weight = this.#external(`${layer}.ffn_norm.w`, TYPE.float, [hidden]);
    this.#nodes.push({
      operator: 'MatMulNBitsMlp',
      inputs: [total, branch, weight, ...parts],
      outputs: [`${layer}.gated`, `${layer}.ffn_norm.total`],
      domain: MICROSOFT,
      attributes: {
        ...{ K: hidden, N: ffn, bits: 8, block_size: BLOCK },
        activation: 'silu',
        epsilon: { float: normEpsilon },
      },
    });
    return `${layer}.gated`;
  }

  /** Only the rows whose logits are wanted. */
  #wanted(rows: string): string {
    return this.#node('Gather', [rows, 'logit_positions'], `${rows}.wanted`, { axis: 1 });
  }

  /** Multiplies rows of x [.., width] with a quantised matrix, giving [.., out]. */
  #product(name: string, x: string, width: number, out: number): string {
    if (this.backend === 'wasm') return this.#productInt8(name, x, width, out);
    const where = name === 'output' && this.config.tied ? 'token_embd' : name;
    const blocks = width / BLOCK;
    const place = (part: string) => ({ location: `${where}.${part}`, offset: 0 });
    const q = this.#external(`${name}.q`, TYPE.uint8, [out, blocks, BLOCK], place('q'));
    const s = this.#external(`${name}.s`, TYPE.float, [out, blocks], place('s'));
    const attributes = { K: width, N: out, bits: 8, block_size: BLOCK };
    return this.#node('MatMulNBits', [x, q, s], `${name}.o`, attributes, MICROSOFT);
  }

  /**
   * An 8-bit product whose rows do not influence each other (lm/graph.py). What rounding leaves of
   * the activations is rounded too, 254 times as large, and goes as further rows through the same
   * product, which reads the weights once: with 8 bits alone the KL divergence of SmolLM2 is 0.038.
   */
  #productInt8(name: string, x: string, width: number, out: number): string {
    const q = this.#external(`${name}.q`, TYPE.int8, [width, out]);
    const s = this.#external(`${name}.s`, TYPE.float, [out]);
    this.#node('Abs', [x], `${name}.abs`);
    this.#node('ReduceMax', [`${name}.abs`], `${name}.largest`, { axes: [-1], keepdims: 1 });
    const size = this.#node('Max', [`${name}.largest`, 'smallest'], `${name}.size`);
    const rows = this.#node('Div', [x, size], `${name}.rows`);
    const rounded = this.#node('QuantizeLinear', [rows, 'step', 'zero'], `${name}.int8`);
    const back = this.#node('DequantizeLinear', [rounded, 'step', 'zero'], `${name}.back`);
    this.#node('Sub', [rows, back], `${name}.left`);
    this.#node('Mul', [`${name}.left`, 'finer'], `${name}.fine`);
    const fine = this.#node(
      'QuantizeLinear',
      [`${name}.fine`, 'step', 'zero'],
      `${name}.fine.int8`,
    );
    const both = this.#node('Concat', [rounded, fine], `${name}.both`, { axis: 0 });
    const inputs = [both, q, 'step', s, 'zero'];
    this.#node('MatMulIntegerToFloat', inputs, `${name}.small`, {}, MICROSOFT);
    this.#nodes.push({
      operator: 'Split',
      inputs: [`${name}.small`],
      outputs: [`${name}.first`, `${name}.second`],
      attributes: { axis: 0 },
    });
    this.#node('Mul', [`${name}.second`, 'coarser'], `${name}.rest`);
    this.#node('Add', [`${name}.first`, `${name}.rest`], `${name}.sum`);
    return this.#node('Mul', [`${name}.sum`, size], `${name}.o`);
  }

  #node(
    operator: string,
    inputs: readonly string[],
    output: string,
    attributes: Readonly<Record<string, Attribute>> = {},
    domain?: string,
  ): string {
    const node = { operator, inputs, outputs: [output], attributes };
    this.#nodes.push(domain === undefined ? node : { ...node, domain });
    return output;
  }

  #int64(name: string, values: readonly number[]): void {
    this.#constant(name, TYPE.int64, [values.length], BigInt64Array.from(values, BigInt));
  }

  #constant(
    name: string,
    type: Weight['type'],
    shape: readonly number[],
    { buffer }: Float32Array | Uint8Array | BigInt64Array,
  ): void {
    this.#weights.push({ name, type, shape, data: new Uint8Array(buffer) });
  }

  /** Declares a weight whose bytes the runtime is handed by location. */
  #external(
    name: string,
    type: Weight['type'],
    shape: readonly number[],
    place: Place = { location: name, offset: 0 },
  ): string {
    const count = shape.reduce((product, size) => product * size, 1);
    const bytes = count * (type === TYPE.float ? FLOAT : 1);
    this.#weights.push({ name, type, shape, data: { ...place, bytes } });
    return name;
  }
}

/** Where the bytes of a weight are. */
interface Place {
  readonly location: string;
  readonly offset: number;
}
