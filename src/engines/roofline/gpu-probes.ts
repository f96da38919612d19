/** Which kernels are run on a GPU, how often, and whether each gave the right answer. */
import { EngineError } from '../../core/errors';
import type { Probe, ProbedDevice, ProbeName } from '../../core/bench/roofline';
import type { Gpu, Slice } from './gpu';
import { expectedSum, GROUP, OPS_PER_THREAD, PATTERN, ROUNDS, SHADERS } from './shaders';
import { text } from '../../text/roofline';

const SAMPLES = 7;
/** On a software adapter, where speed says nothing and takes long. */
const SOFTWARE_SAMPLES = 3;
/** Work is made larger until it takes so long: beside it a timer's step and a readback are small. */
const TARGET_MS = 20;
const MOST_SCALE = 2 ** 14;
/** Of each buffer: beyond the caches, and what every WebGPU device has to allow. */
const BYTES = 2 ** 27;
const SOFTWARE_BYTES = 2 ** 24;
const LEAST_BYTES = 2 ** 20;
/** Workgroups of a dispatch: enough for any GPU, and few enough that each has something to do. */
const MOST_GROUPS = 2 ** 14;
const LEAST_GROUPS = 16;
/** So many that a readback, which varies, is small beside them. */
const DISPATCHES = 2048;
const ROUND_TRIPS = 15;
/** A part of a result that is looked at, in bytes; so many of them, evenly spread. */
const PART = 1024;
const PARTS = 16;

const STORAGE = () => GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC | GPUBufferUsage.COPY_DST;

interface Run {
  readonly wallMs: number;
  readonly right: boolean;
}

/** A kernel that can be given more and more to do. */
interface Job {
  readonly name: ProbeName;
  readonly encode: (pass: GPUComputePassEncoder, scale: number) => void;
  /** Bytes or operations at that scale. */
  readonly work: (scale: number) => number;
  /** What is looked at; spoiled before each repetition. */
  readonly slices: Slice[];
  /** Whether what was read back of the slices is right. */
  readonly right: (values: Float32Array) => boolean;
}

export async function probeGpu(
  gpu: Gpu,
  now: () => number,
  onKernel: (name: ProbeName) => void,
): Promise<ProbedDevice> {
  const probes: Probe[] = [];
  const measure = async (job: Job): Promise<void> => {
    onKernel(job.name);
    probes.push(await repeated(gpu, job));
  };
  const buffers = await threeBuffers(gpu);
  for (const job of await memoryJobs(gpu, buffers)) await measure(job);
  for (const buffer of buffers) buffer.destroy();
  await measure(await arithmeticJob(gpu, 'f32'));
  if (gpu.device.features.has('shader-f16'))
    try {
      await measure(await arithmeticJob(gpu, 'f16'));
    } catch (cause) {
      // Half precision is young: a driver that refuses it still has all else.
      if (EngineError.from(cause).code !== 'internal') throw cause;
      probes.push({ name: 'f16', samples: [], right: false });
    }
  probes.push(...(await overhead(gpu, now, onKernel)));
  const clock = gpu.timestamps ? 'the GPU’s own timestamps' : 'a readback of the result';
  return {
    backend: 'webgpu',
    adapter: gpu.info,
    threads: 0,
    probes,
    how: `WGSL kernels timed by ${clock}, ${samplesOn(gpu)} repetitions of at least ${TARGET_MS} ms, every result checked.`,
  };
}

function samplesOn({ info }: Gpu): number {
  return info.software ? SOFTWARE_SAMPLES : SAMPLES;
}

/** Spoils, runs, times and checks; one wrong result and there is no speed. */
async function repeated(gpu: Gpu, job: Job): Promise<Probe> {
  const once = async (scale: number) => {
    for (const { buffer, offset, bytes } of job.slices)
      gpu.device.queue.writeBuffer(buffer, offset, new Float32Array(bytes / 4).fill(-1));
    const { ms, result } = await gpu.run((pass) => job.encode(pass, scale), job.slices);
    return { ms, right: job.right(new Float32Array(result)) };
  };
  let scale = 1;
  let trial = await once(scale);
  while (trial.right && trial.ms < TARGET_MS && scale < MOST_SCALE) {
    scale = Math.min(MOST_SCALE, scale * Math.min(8, Math.ceil((TARGET_MS / trial.ms) * 1.2)));
    trial = await once(scale);
  }
  const samples: number[] = [];
  let { right } = trial;
  while (right && samples.length < samplesOn(gpu)) {
    const { ms, right: ok } = await once(scale);
    right = ok;
    samples.push((job.work(scale) / ms) * 1000);
  }
  return { name: job.name, samples: right ? samples : [], right };
}

/** @throws EngineError `out-of-memory` */
async function threeBuffers(gpu: Gpu): Promise<[GPUBuffer, GPUBuffer, GPUBuffer]> {
  const { maxStorageBufferBindingSize: most } = gpu.device.limits;
  let size = Math.min(gpu.info.software ? SOFTWARE_BYTES : BYTES, 2 ** Math.floor(Math.log2(most)));
  for (; size >= LEAST_BYTES; size /= 2) {
    const buffers = [];
    while (buffers.length < 3) {
      const buffer = await gpu.buffer(size, STORAGE());
      if (!buffer) break;
      buffers.push(buffer);
    }
    const [a, b, c] = buffers;
    if (a && b && c) return [a, b, c];
    for (const buffer of buffers) buffer.destroy();
  }
  throw new EngineError('out-of-memory', text.noMemory, text.noMemoryHint);
}

async function memoryJobs(gpu: Gpu, [a, b, c]: readonly GPUBuffer[]): Promise<Job[]> {
  if (!a || !b || !c) return [];
  const { size } = a;
  // A few `vec4f` for each thread; more in software, where a barrier takes long.
  const each = gpu.info.software ? 64 : 4;
  const groups = Math.min(MOST_GROUPS, Math.max(1, Math.ceil(size / 16 / GROUP / each)));
  const kernel = async (entry: string, buffers: GPUBuffer[], code = SHADERS.memory) => {
    const pipeline = await gpu.pipeline(code, entry);
    const group = gpu.bind(pipeline, buffers);
    return (pass: GPUComputePassEncoder, scale: number) => {
      pass.setPipeline(pipeline);
      pass.setBindGroup(0, group);
      for (let i = 0; i < scale; i++) pass.dispatchWorkgroups(groups);
    };
  };
  const fill = await kernel('fill', [a]);
  await gpu.run((pass) => fill(pass, 1), []);
  const sums = gpu.device.createBuffer({ size: groups * 4, usage: STORAGE() });
  const holds = (times: number) => (values: Float32Array) =>
    values.every((value, i) => value === times * (PATTERN[i % 4] as number));
  const total = (size / 4) * 1.5;
  return [
    {
      name: 'read',
      encode: await kernel('sum_up', [a, sums], SHADERS.read),
      work: (scale) => scale * size,
      slices: [{ buffer: sums, offset: 0, bytes: groups * 4 }],
      right: (values) => values.reduce((sum, value) => sum + value, 0) === total,
    },
    {
      name: 'copy',
      encode: await kernel('copy', [a, b]),
      work: (scale) => scale * 2 * size,
      slices: parts(b),
      right: holds(1),
    },
    {
      name: 'triad',
      encode: await kernel('triad', [a, b, c]),
      work: (scale) => scale * 3 * size,
      slices: parts(c),
      right: holds(3),
    },
  ];
}

async function arithmeticJob(gpu: Gpu, type: 'f32' | 'f16'): Promise<Job> {
  const pipeline = await gpu.pipeline(SHADERS[type], 'multiply_add');
  const sums = gpu.device.createBuffer({ size: MOST_GROUPS * GROUP * 4, usage: STORAGE() });
  const factors = gpu.device.createBuffer({
    size: 16,
    usage: GPUBufferUsage.UNIFORM | GPUBufferUsage.COPY_DST,
  });
  gpu.device.queue.writeBuffer(factors, 0, new Float32Array([1, 1]));
  gpu.device.queue.writeBuffer(factors, 8, new Uint32Array([ROUNDS]));
  const group = gpu.bind(pipeline, [factors, sums]);
  const groups = (scale: number) => Math.min(MOST_GROUPS, LEAST_GROUPS * scale);
  const times = (scale: number) => Math.max(1, Math.round((LEAST_GROUPS * scale) / MOST_GROUPS));
  // Threads that are there at any scale.
  const slices = parts(sums, LEAST_GROUPS * GROUP * 4);
  return {
    name: type,
    encode(pass, scale) {
      pass.setPipeline(pipeline);
      pass.setBindGroup(0, group);
      for (let i = 0; i < times(scale); i++) pass.dispatchWorkgroups(groups(scale));
    },
    work: (scale) => times(scale) * groups(scale) * GROUP * OPS_PER_THREAD,
    slices,
    right: (values) =>
      values.every((value, i) => {
        const slice = slices[Math.floor((i * 4) / PART)];
        return slice !== undefined && value === expectedSum(slice.offset / 4 + (i % (PART / 4)));
      }),
  };
}

/** What a dispatch costs: in a queue, and with the readback that ends every pass of a network. */
async function overhead(
  gpu: Gpu,
  now: () => number,
  onKernel: (name: ProbeName) => void,
): Promise<Probe[]> {
  const pipeline = await gpu.pipeline(SHADERS.count, 'count_up');
  const count = gpu.device.createBuffer({ size: 4, usage: STORAGE() });
  const group = gpu.bind(pipeline, [count]);
  const dispatches = async (n: number): Promise<Run> => {
    gpu.device.queue.writeBuffer(count, 0, new Uint32Array([0]));
    // The write is not part of it.
    await gpu.wait(gpu.device.queue.onSubmittedWorkDone());
    const begin = now();
    const { result } = await gpu.run(
      (pass) => {
        for (let i = 0; i < n; i++) {
          pass.setPipeline(pipeline);
          pass.setBindGroup(0, group);
          pass.dispatchWorkgroups(1);
        }
      },
      [{ buffer: count, offset: 0, bytes: 4 }],
    );
    return { wallMs: now() - begin, right: new Uint32Array(result)[0] === n };
  };
  onKernel('round-trip');
  const trips: Run[] = [];
  await dispatches(1);
  for (let i = 0; i < ROUND_TRIPS; i++) trips.push(await dispatches(1));
  const one = [...trips].sort((a, b) => a.wallMs - b.wallMs)[Math.floor(ROUND_TRIPS / 2)];
  onKernel('dispatch');
  const queues: Run[] = [];
  await dispatches(DISPATCHES);
  for (let i = 0; i < samplesOn(gpu); i++) queues.push(await dispatches(DISPATCHES + 1));
  const probe = (name: ProbeName, runs: readonly Run[], samples: number[]): Probe => {
    const right = runs.every((run) => run.right);
    return { name, samples: right ? samples : [], right };
  };
  return [
    probe(
      'round-trip',
      trips,
      trips.map(({ wallMs }) => wallMs),
    ),
    probe(
      'dispatch',
      queues,
      queues.map(({ wallMs }) => Math.max(0, wallMs - (one?.wallMs ?? 0)) / DISPATCHES),
    ),
  ];
}

/** Parts of a buffer, evenly spread, the first and the last among them. */
function parts(buffer: GPUBuffer, size = buffer.size): Slice[] {
  return Array.from({ length: PARTS }, (_, i) => ({
    buffer,
    offset: Math.floor(((size / PART - 1) * i) / (PARTS - 1)) * PART,
    bytes: PART,
  }));
}
