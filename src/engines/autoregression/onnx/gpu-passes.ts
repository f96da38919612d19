/**
 * Passes of the network on WebGPU. A prompt's passes have the shape they have; a pass of one token,
 * which most are, is recorded by the runtime once and replayed from then on: it makes no bind group,
 * no buffer and no uniform (`runtime/replays.ts`). One session does both, so that the weights are
 * there once.
 *
 * A recording holds for the buffers that it was made with. So a pass's inputs and its logits have
 * buffers that stay, and each room of a cache has a recording of its own.
 */
import type { EngineError } from '../../../core/errors';
import {
  createSession,
  gpuDevice,
  Tensor,
  type ExternalData,
  type InferenceSession,
} from '../../runtime/ort';
import { Replays } from '../../runtime/replays';
import { GpuCache, Rooms, type Room } from './gpu-cache';
import { cacheNames, present, type KvCache, type Tensors } from './kv-cache';
import { int64, type Config, type Passes } from './passes';

/**
 * New tokens in one pass on WebGPU: with 32 and more onnxruntime takes its `FlashAttention` kernel,
 * which is wrong
 *   on every Vulkan driver in Chromium: Tint does not set `var x : T;` to zero again each time a
 *   loop's body is entered, so scores begin from the last round's (docs/upstream/tint-var-in-loop.md)
 *   with subgroups smaller than 8: it scores 8 keys and then steps on by one subgroup
 *   (docs/upstream/onnxruntime-flash-attention.md)
 * by 0.3 logits on lavapipe and 6.7 on SwiftShader after 38 tokens. Below 32 another kernel runs.
 * When both are mended and old browsers gone, this goes, and `longest` with it.
 */
const LONGEST = 31;

/** Of one token: number, tokens before it, tokens with it, which row's logits are wanted. */
const INPUTS = {
  input_ids: { type: 'int64', dims: [1, 1] },
  seqlens: { type: 'int32', dims: [1] },
  total: { type: 'int32', dims: [1] },
  logit_positions: { type: 'int64', dims: [1] },
} as const;
type Input = keyof typeof INPUTS;

export class GpuPasses implements Passes {
  readonly longest = LONGEST;
  readonly #rooms: Rooms;
  readonly #replays: Replays;
  readonly #inputs: Readonly<Record<Input, Tensor>>;
  readonly #logits: Tensor;
  readonly #readBack: GPUBuffer;
  readonly #owned: GPUBuffer[] = [];
  /** Whether passes of one token are recorded. */
  #records: boolean;
  /** By the id of a cache's room: how far its recording is. */
  readonly #recordings = new Map<number, 'made' | 'replayed'>();

  private constructor(
    private session: InferenceSession,
    private readonly device: GPUDevice,
    config: Config,
    /**
     * Opens a session that records nothing, in place of this one; null once this one has shown
     * whether it replays.
     */
    private reopen: (() => Promise<InferenceSession>) | null,
  ) {
    this.#records = reopen !== null;
    this.#rooms = new Rooms(device, config);
    this.#replays = new Replays(device);
    const { STORAGE, COPY_SRC, COPY_DST, MAP_READ } = GPUBufferUsage;
    const made = (size: number, usage: number) => {
      const buffer = device.createBuffer({ size, usage });
      this.#owned.push(buffer);
      return buffer;
    };
    const input = ([name, { type, dims }]: [string, (typeof INPUTS)[Input]]) => {
      // The runtime binds whole groups of 16 bytes. Where it records nothing, it reads them back.
      const buffer = made(16, STORAGE | COPY_SRC | COPY_DST);
      return [name, Tensor.fromGpuBuffer(buffer, { dataType: type, dims })] as const;
    };
    this.#inputs = Object.fromEntries(Object.entries(INPUTS).map(input)) as Record<Input, Tensor>;
    const bytes = config.vocab * Float32Array.BYTES_PER_ELEMENT;
    this.#logits = Tensor.fromGpuBuffer(made(Math.ceil(bytes / 16) * 16, STORAGE | COPY_SRC), {
      dataType: 'float32',
      dims: [1, 1, config.vocab],
    });
    this.#readBack = made(bytes, MAP_READ | COPY_DST);
  }

  /** @throws EngineError as `createSession`. */
  static async open(
    graph: Uint8Array,
    weights: readonly ExternalData[],
    config: Config,
  ): Promise<GpuPasses> {
    const gpuOutputs = ['logits', ...cacheNames(config).map(present)];
    const session = (capture: 'chosen' | 'none') =>
      createSession(graph, weights, { backend: 'webgpu', gpuOutputs, capture });
    const plain = () => session('none');
    try {
      const recording = await session('chosen');
      return new GpuPasses(recording, await gpuDevice(), config, plain);
    } catch (cause) {
      // The runtime refuses to record where a node is not on the GPU, for one.
      if ((cause as EngineError).code !== 'unsupported-model') throw cause;
      return new GpuPasses(await plain(), await gpuDevice(), config, null);
    }
  }

  emptyCache(): KvCache {
    return new GpuCache(this.#rooms);
  }

  async pass(ids: readonly number[], cache: KvCache): Promise<Float32Array> {
    const own = cache as GpuCache;
    const room = own.reserve(ids.length);
    const [id = 0] = ids;
    const total = own.length + ids.length;
    if (ids.length > 1 || !this.#records || !(await this.#recorded(id, total, room)))
      await this.#plain(ids, total, room);
    own.length = total;
    return this.#read();
  }

  async release(): Promise<void> {
    await this.session.release();
    this.#rooms.dispose();
    for (const buffer of this.#owned) buffer.destroy();
  }

  /** As the runtime runs it anew each time; -1 is no recording. */
  async #plain(ids: readonly number[], total: number, room: Room): Promise<void> {
    const feeds = {
      input_ids: int64([1, ids.length], (i) => ids[i] as number),
      seqlens: new Tensor('int32', [total - 1], [1]),
      total: new Tensor('int32', [total], [1]),
      logit_positions: int64([1], () => ids.length - 1),
    };
    await this.#run(feeds, room, -1);
    this.device.queue.submit([this.#copyOut()]);
  }

  /**
   * One token, recorded or replayed.
   * @returns false where the runtime does not record: the pass is to be run in the plain way.
   */
  async #recorded(id: number, total: number, room: Room): Promise<boolean> {
    const { queue } = this.device;
    const write = (name: Input, values: Int32Array<ArrayBuffer> | BigInt64Array<ArrayBuffer>) =>
      queue.writeBuffer(this.#inputs[name].gpuBuffer, 0, values);
    write('input_ids', BigInt64Array.of(BigInt(id)));
    write('seqlens', Int32Array.of(total - 1));
    write('total', Int32Array.of(total));
    const run = () => this.#run(this.#inputs, room, room.id);
    const recording = this.#recordings.get(room.id);
    if (recording === 'replayed') {
      await this.#replays.run(run, () => this.#copyOut());
      return true;
    }
    try {
      const replayed = await this.#replays.watch(run);
      // The first pass with a room makes its recording, and with it what recordings are made of.
      if (replayed || recording === 'made') {
        this.#records = replayed;
        this.reopen = null;
      }
      this.#recordings.set(room.id, replayed ? 'replayed' : 'made');
    } catch (cause) {
      if (!this.reopen) throw cause;
      await this.#giveUp(this.reopen);
      return false;
    }
    queue.submit([this.#copyOut()]);
    return true;
  }

  /** From now on nothing is recorded: by another session, since one that failed stays as it was. */
  async #giveUp(reopen: () => Promise<InferenceSession>): Promise<void> {
    const failed = this.session;
    this.#records = false;
    this.reopen = null;
    // Before the other goes: with the last one the GPU is closed.
    this.session = await reopen();
    await failed.release();
  }

  async #run(feeds: Tensors, room: Room, recording: number): Promise<void> {
    await this.session.run(
      { ...feeds, ...room.feeds },
      { logits: this.#logits, ...room.fetches },
      { extra: { gpu_graph_id: String(recording) } },
    );
  }

  #copyOut(): GPUCommandBuffer {
    const encoder = this.device.createCommandEncoder();
    const { size } = this.#readBack;
    encoder.copyBufferToBuffer(this.#logits.gpuBuffer, 0, this.#readBack, 0, size);
    return encoder.finish();
  }

  async #read(): Promise<Float32Array> {
    await this.#readBack.mapAsync(GPUMapMode.READ);
    const logits = new Float32Array(this.#readBack.getMappedRange().slice(0));
    this.#readBack.unmap();
    return logits;
  }
}
