/** Counts what is asked of WebGPU while something runs, by wrapping its methods. */

/** Calls, but for `writtenBytes`. */
export interface GpuCounts {
  readonly dispatches: number;
  readonly passes: number;
  readonly submits: number;
  readonly bindGroups: number;
  readonly pipelines: number;
  readonly buffers: number;
  readonly clears: number;
  readonly copies: number;
  readonly writes: number;
  readonly writtenBytes: number;
  readonly reads: number;
}

type Counts = { -readonly [K in keyof GpuCounts]: number };
type Method = (this: unknown, ...args: unknown[]) => unknown;

/**
 * @param work awaited; what else of this page or worker uses WebGPU meanwhile is counted too.
 * @returns its result and the counts. The methods are as they were afterwards.
 */
export async function countGpu<T>(
  work: () => Promise<T>,
): Promise<{ readonly result: T; readonly counts: GpuCounts }> {
  const counts: Counts = {
    ...{ dispatches: 0, passes: 0, submits: 0, bindGroups: 0, pipelines: 0, buffers: 0 },
    ...{ clears: 0, copies: 0, writes: 0, writtenBytes: 0, reads: 0 },
  };
  const one = (key: keyof Counts) => () => void counts[key]++;
  const undo = [
    wrap(GPUComputePassEncoder.prototype, 'dispatchWorkgroups', one('dispatches')),
    wrap(GPUComputePassEncoder.prototype, 'dispatchWorkgroupsIndirect', one('dispatches')),
    wrap(GPUCommandEncoder.prototype, 'beginComputePass', one('passes')),
    wrap(GPUCommandEncoder.prototype, 'clearBuffer', one('clears')),
    wrap(GPUCommandEncoder.prototype, 'copyBufferToBuffer', one('copies')),
    wrap(GPUQueue.prototype, 'submit', one('submits')),
    wrap(GPUQueue.prototype, 'writeBuffer', (args) => {
      counts.writes++;
      counts.writtenBytes += bytesOf(args);
    }),
    wrap(GPUDevice.prototype, 'createBindGroup', one('bindGroups')),
    wrap(GPUDevice.prototype, 'createBuffer', one('buffers')),
    wrap(GPUDevice.prototype, 'createComputePipeline', one('pipelines')),
    wrap(GPUDevice.prototype, 'createComputePipelineAsync', one('pipelines')),
    wrap(GPUBuffer.prototype, 'mapAsync', one('reads')),
  ];
  try {
    return { result: await work(), counts };
  } finally {
    for (const restore of undo) restore();
  }
}

/** @returns what undoes it. */
function wrap<P extends object>(
  prototype: P,
  name: keyof P & string,
  note: (args: readonly unknown[]) => void,
): () => void {
  const methods = prototype as unknown as Record<string, Method>;
  const original = methods[name] as Method;
  methods[name] = function (...args) {
    note(args);
    return original.apply(this, args);
  };
  return () => void (methods[name] = original);
}

/** Of `writeBuffer(buffer, offset, data, dataOffset, size)`: both in elements of a typed array. */
function bytesOf([, , data, from = 0, size]: readonly unknown[]): number {
  const { byteLength, BYTES_PER_ELEMENT: width = 1 } = data as Uint8Array;
  return size === undefined ? byteLength - Number(from) * width : Number(size) * width;
}
