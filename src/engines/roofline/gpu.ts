/**
 * A GPU to measure on: buffers, pipelines, and the time of a stretch of dispatches, by timestamp
 * queries where the GPU has them, else around a real readback. What kernels compute: `shaders.ts`;
 * which are run: `gpu-probes.ts`.
 */
import { EngineError } from '../../core/errors';
import type { AdapterInfo } from '../../core/run/run';
import { findAdapter } from '../runtime/backend';
import { text as engines } from '../../text/engines';
import { text } from '../../text/roofline';

export interface Stretch {
  /** Time of the GPU's work, in milliseconds. */
  readonly ms: number;
  /** From before the encoding to the result on the CPU. */
  readonly wallMs: number;
  /** What was read back. */
  readonly result: ArrayBuffer;
}

/** Bytes that are read back: `bytes` from `offset` of `buffer`. */
export interface Slice {
  readonly buffer: GPUBuffer;
  readonly offset: number;
  readonly bytes: number;
}

export class Gpu {
  #uncaught: string | null = null;
  #timer: { set: GPUQuerySet; resolve: GPUBuffer } | null = null;
  #lost: Promise<never>;

  private constructor(
    readonly device: GPUDevice,
    readonly info: AdapterInfo,
    private readonly now: () => number,
  ) {
    this.#lost = device.lost.then(({ message }) => {
      throw new EngineError('device-lost', text.lost(message), text.again);
    });
    // Only a step that waits for the GPU shall report it.
    this.#lost.catch(() => undefined);
    device.onuncapturederror = ({ error }) => {
      this.#uncaught ??= error.message;
    };
    if (device.features.has('timestamp-query'))
      this.#timer = {
        set: device.createQuerySet({ type: 'timestamp', count: 2 }),
        resolve: device.createBuffer({
          size: 16,
          usage: GPUBufferUsage.QUERY_RESOLVE | GPUBufferUsage.COPY_SRC,
        }),
      };
  }

  /** @throws EngineError `webgpu-unavailable` */
  static async open(now: () => number): Promise<Gpu> {
    const info = await findAdapter();
    if (typeof info === 'string')
      throw new EngineError('webgpu-unavailable', engines.backend.sentence(info));
    const adapter = await navigator.gpu.requestAdapter({ powerPreference: 'high-performance' });
    if (!adapter) throw new EngineError('webgpu-unavailable', text.noGpu);
    const wanted: GPUFeatureName[] = ['shader-f16', 'timestamp-query'];
    const device = await adapter.requestDevice({
      requiredFeatures: wanted.filter((feature) => adapter.features.has(feature)),
    });
    return new Gpu(device, info, now);
  }

  get timestamps(): boolean {
    return this.#timer !== null;
  }

  close(): void {
    this.device.destroy();
  }

  /** Waits, but not longer than the device lives. */
  async wait<T>(what: Promise<T>): Promise<T> {
    const answer = await Promise.race([what, this.#lost]);
    if (this.#uncaught !== null) throw new EngineError('internal', text.refused(this.#uncaught));
    return answer;
  }

  /** @returns null where there is not so much memory */
  async buffer(size: number, usage: GPUBufferUsageFlags): Promise<GPUBuffer | null> {
    this.device.pushErrorScope('out-of-memory');
    const buffer = this.device.createBuffer({ size, usage });
    if (!(await this.wait(this.device.popErrorScope()))) return buffer;
    buffer.destroy();
    return null;
  }

  /** @throws EngineError `internal` where the kernel does not compile here; the device is as before. */
  async pipeline(code: string, entryPoint: string): Promise<GPUComputePipeline> {
    this.device.pushErrorScope('validation');
    const module = this.device.createShaderModule({ code });
    const made = this.device.createComputePipelineAsync({
      layout: 'auto',
      compute: { module, entryPoint },
    });
    const refused = this.wait(this.device.popErrorScope());
    try {
      return await this.wait(made);
    } catch (cause) {
      const { code: kind, message } = EngineError.from(cause);
      const said = (await refused)?.message ?? message;
      throw new EngineError(kind, text.notCompiled(said));
    }
  }

  bind(pipeline: GPUComputePipeline, buffers: readonly GPUBuffer[]): GPUBindGroup {
    return this.device.createBindGroup({
      layout: pipeline.getBindGroupLayout(0),
      entries: buffers.map((buffer, binding) => ({ binding, resource: { buffer } })),
    });
  }

  /** Encodes, submits, reads back, and says how long that took. */
  async run(encode: (pass: GPUComputePassEncoder) => void, slices: Slice[]): Promise<Stretch> {
    const { device } = this;
    const bytes = slices.reduce((sum, slice) => sum + slice.bytes, 0);
    const stamps = this.#timer ? 16 : 0;
    const staging = device.createBuffer({
      size: bytes + stamps,
      usage: GPUBufferUsage.MAP_READ | GPUBufferUsage.COPY_DST,
    });
    const begin = this.now();
    const encoder = device.createCommandEncoder();
    const pass = encoder.beginComputePass(
      this.#timer
        ? {
            timestampWrites: {
              querySet: this.#timer.set,
              beginningOfPassWriteIndex: 0,
              endOfPassWriteIndex: 1,
            },
          }
        : {},
    );
    encode(pass);
    pass.end();
    let to = 0;
    for (const { buffer, offset, bytes: size } of slices) {
      encoder.copyBufferToBuffer(buffer, offset, staging, to, size);
      to += size;
    }
    if (this.#timer) {
      encoder.resolveQuerySet(this.#timer.set, 0, 2, this.#timer.resolve, 0);
      encoder.copyBufferToBuffer(this.#timer.resolve, 0, staging, to, 16);
    }
    device.queue.submit([encoder.finish()]);
    await this.wait(staging.mapAsync(GPUMapMode.READ));
    const wallMs = this.now() - begin;
    const all = staging.getMappedRange().slice(0);
    staging.destroy();
    return {
      wallMs,
      ms: (stamps && elapsed(all.slice(bytes))) || wallMs,
      result: all.slice(0, bytes),
    };
  }
}

/** Between two timestamps, in milliseconds; 0 where they make no sense (a driver may reset them). */
function elapsed(stamps: ArrayBuffer): number {
  const [begin = 0n, end = 0n] = new BigUint64Array(stamps);
  return end > begin ? Number(end - begin) / 1e6 : 0;
}
