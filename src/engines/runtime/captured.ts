/**
 * A session on WebGPU whose passes are replayed: the runtime records the commands of its first run
 * and from then on submits them again. A pass makes no bind group, no buffer and no uniform, which
 * is most of what a small model's pass takes on the CPU. It holds for one shape of the inputs.
 *
 * What the runtime asks for, and does not always say when it is missing (seen with onnxruntime-web
 * 1.31): its provider is named by an object, not a string; all nodes are on the GPU; every input
 * and output is a buffer that it made itself, since it forgets others after each run.
 */
import { createSession, gpuDevice, Tensor, type ExternalData, type InferenceSession } from './ort';
import { Replays } from './replays';

type Tensors = Readonly<Record<string, Tensor>>;

/** y = v [1] expanded to the shape s: a session of it makes buffers of the runtime's own. */
const EXPAND =
  'CAk6RAoRCgF2CgFzEgF5IgZFeHBhbmQSAWdaDwoBdhIKCggIARIECgIIAVoQCgFzEgsKCQgHEgUKAxIBcmIJCgF5EgQK' +
  'AggBQgQKABAR';

/** Bytes of one element. */
const WIDTHS: Readonly<Record<string, number>> = { float32: 4, int64: 8 };

export class CapturedSession {
  readonly #sessions: InferenceSession[] = [];
  /** What the allocator made. */
  readonly #owned: Tensor[] = [];
  /** On the GPU, by name. */
  #inputs: Tensors = {};
  #outputs: Tensors = {};
  readonly #readBack = new Map<string, GPUBuffer>();
  readonly #replays: Replays;

  private constructor(private readonly device: GPUDevice) {
    this.#replays = new Replays(device);
  }

  /**
   * Opens a graph and records a pass.
   * @param feeds float32 and int64 tensors on the CPU, of the shapes that it is for.
   * @param outputs float32, what another session of the graph gave for them.
   * @returns null where the passes are not replayed, whether the runtime says so, by failing, or
   *   does not, by making bind groups in the second pass. The other session does then.
   */
  static async open(
    graph: Uint8Array,
    weights: readonly ExternalData[],
    feeds: Tensors,
    outputs: Tensors,
  ): Promise<CapturedSession | null> {
    const captured = new CapturedSession(await gpuDevice());
    try {
      await captured.#create(graph, weights, feeds, outputs);
      captured.#write(feeds);
      // The first pass records, the second shows whether that is replayed.
      await captured.#pass();
      if (await captured.#replays.watch(() => captured.#pass())) return captured;
    } catch {
      // As if it could not be recorded: what is really wrong, the other session meets too.
    }
    await captured.release().catch(() => undefined);
    return null;
  }

  async #create(
    graph: Uint8Array,
    weights: readonly ExternalData[],
    feeds: Tensors,
    outputs: Tensors,
  ): Promise<void> {
    const settings = {
      backend: 'webgpu',
      gpuOutputs: Object.keys(outputs),
      capture: 'all',
    } as const;
    const session = await createSession(graph, weights, settings);
    this.#sessions.push(session);
    const expand = Uint8Array.from(atob(EXPAND), (c) => c.charCodeAt(0));
    const allocator = await createSession(expand, [], { backend: 'webgpu', gpuOutputs: ['y'] });
    this.#sessions.push(allocator);
    this.#inputs = await this.#onGpu(allocator, feeds);
    this.#outputs = await this.#onGpu(allocator, outputs);
    const usage = GPUBufferUsage.MAP_READ | GPUBufferUsage.COPY_DST;
    for (const [name, { type, dims }] of Object.entries(outputs))
      this.#readBack.set(name, this.device.createBuffer({ size: bytesOf(type, dims), usage }));
  }

  /** Tensors of the same types and shapes in buffers that the runtime makes. */
  async #onGpu(allocator: InferenceSession, tensors: Tensors): Promise<Tensors> {
    const made: Record<string, Tensor> = {};
    for (const [name, { type, dims }] of Object.entries(tensors)) {
      const { y } = (await allocator.run({
        v: new Tensor('float32', [0], [1]),
        s: new Tensor('int64', [BigInt(bytesOf(type, dims) / 4)], [1]),
      })) as { y: Tensor };
      this.#owned.push(y);
      const dataType = type as 'float32' | 'int64';
      made[name] = Tensor.fromGpuBuffer(y.gpuBuffer, { dataType, dims });
    }
    return made;
  }

  /** Whether these have the shapes that it is for. */
  fits(feeds: Tensors): boolean {
    return Object.entries(this.#inputs).every(
      ([name, { dims }]) => feeds[name]?.dims.join() === dims.join(),
    );
  }

  /** One pass. @returns outputs on the CPU, new arrays. */
  async run(feeds: Tensors): Promise<Record<string, Tensor>> {
    this.#write(feeds);
    await this.#replays.run(
      () => this.#pass(),
      () => this.#copyOut(),
    );
    const results: Record<string, Tensor> = {};
    for (const [name, buffer] of this.#readBack) {
      await buffer.mapAsync(GPUMapMode.READ);
      const values = new Float32Array(buffer.getMappedRange().slice(0));
      buffer.unmap();
      results[name] = new Tensor('float32', values, this.#output(name).dims);
    }
    return results;
  }

  async release(): Promise<void> {
    for (const buffer of this.#readBack.values()) buffer.destroy();
    const [session, allocator] = this.#sessions;
    await session?.release();
    for (const tensor of this.#owned) tensor.dispose();
    await allocator?.release();
  }

  #output(name: string): Tensor {
    return this.#outputs[name] as Tensor;
  }

  #write(feeds: Tensors): void {
    for (const [name, { gpuBuffer }] of Object.entries(this.#inputs))
      this.device.queue.writeBuffer(gpuBuffer, 0, feeds[name]?.data as Float32Array<ArrayBuffer>);
  }

  async #pass(): Promise<void> {
    await this.#sessions[0]?.run(this.#inputs, this.#outputs);
  }

  #copyOut(): GPUCommandBuffer {
    const encoder = this.device.createCommandEncoder();
    for (const [name, buffer] of this.#readBack)
      encoder.copyBufferToBuffer(this.#output(name).gpuBuffer, 0, buffer, 0, buffer.size);
    return encoder.finish();
  }
}

function bytesOf(type: string, dims: readonly number[]): number {
  return dims.reduce((a, b) => a * b, 1) * (WIDTHS[type] ?? NaN);
}
