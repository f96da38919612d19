/**
 * Hand-made runs for tests: whole event streams and traces of a text and of a picture, the same on
 * every call for the same options. Built through `collect`, so they obey the rules of the stream.
 */
import type {
  AutoregressionSpec,
  AutoregressionTrace,
  PromptInput,
} from '../../src/core/autoregression/spec';
import type { Candidate, TokenStep } from '../../src/core/autoregression/token';
import { DEFAULT_SAMPLING } from '../../src/core/autoregression/token';
import type { DenoiseStep } from '../../src/core/diffusion/denoise';
import { noiseSchedule } from '../../src/core/diffusion/denoise';
import type { DiffusionSpec, DiffusionTrace, EncodedInput } from '../../src/core/diffusion/spec';
import type { MechanismId } from '../../src/core/ids';
import { figuresOf, type Figures } from '../../src/core/measure/metric';
import { mechanismOf } from '../../src/core/mechanisms';
import { siteModel } from '../../src/core/model';
import { Random } from '../../src/core/random';
import type { EngineInfo, EventBody, RunEvent, RunSpec } from '../../src/core/run/run';
import type { Trace } from '../../src/core/run/trace';
import { collect } from '../../src/core/run/trace';

const WORDS =
  'A green dragon is a mythical creature with bright scales , large wings and a long tail . '.split(
    ' ',
  );

/** What each mechanism's engine says of itself, as far as they differ. */
const ENGINES = {
  autoregression: { modality: 'text', id: 'tiny-llama', name: 'Tiny Llama' },
  diffusion: { modality: 'picture', id: 'tiny-denoiser', name: 'Tiny denoiser' },
  'masked-diffusion': { modality: 'text', id: 'tiny-masked', name: 'Tiny masked twin' },
  'autoregression-picture': {
    modality: 'picture',
    id: 'tiny-emoji-tokens',
    name: 'Tiny picture twin',
  },
  'masked-diffusion-picture': {
    modality: 'picture',
    id: 'tiny-emoji-masked',
    name: 'Tiny masked picture',
  },
} as const satisfies Record<MechanismId, unknown>;

export function engineInfo(mechanism: MechanismId, changes: Partial<EngineInfo> = {}): EngineInfo {
  const { modality, id, name } = ENGINES[mechanism];
  return {
    mechanism,
    modality,
    model: { ...siteModel(id), name, sha256: 'ab'.repeat(32) },
    runtimeId: 'onnxruntime',
    runtime: 'onnxruntime-web 1.31.0',
    backend: 'wasm',
    backendReason: 'Running on the CPU: this browser has no WebGPU.',
    adapter: null,
    threads: 2,
    knownAnswer: { ok: true, worst: 0.001, tolerance: 0.01, what: 'logits of 8 tokens' },
    loadMs: 1234.5,
    fromDevice: true,
    ...changes,
  };
}

export function textSpec(changes: Partial<AutoregressionSpec> = {}): AutoregressionSpec {
  return {
    mechanism: 'autoregression',
    lane: 'a',
    runId: 'run-1',
    seed: 7,
    policy: 'together',
    epoch: 1_795_000_000_000,
    prompt: 'Describe a green dragon in two sentences.',
    sampling: DEFAULT_SAMPLING,
    maxTokens: 48,
    ...changes,
  };
}

export function pictureSpec(changes: Partial<DiffusionSpec> = {}): DiffusionSpec {
  return {
    mechanism: 'diffusion',
    lane: 'b',
    runId: 'run-1',
    seed: 7,
    policy: 'together',
    epoch: 1_795_000_000_000,
    prompt: 'a green dragon',
    sampler: 'euler',
    schedule: 'karras',
    steps: 20,
    guidance: 3,
    style: 0,
    ...changes,
  };
}

export type Ending = Extract<EventBody, { type: 'done' | 'aborted' | 'error' }> | null;

/** One generated token; `candidates` hold it and its rivals, probabilities fall by half. */
export function tokenStep(index: number, random = new Random(index), candidates = 8): TokenStep {
  const word = WORDS[index % WORDS.length] ?? '.';
  const piece = index === 0 || /[.,]/.test(word) ? word : ` ${word}`;
  const rank = random.random() < 0.8 ? 0 : 1;
  const list: Candidate[] = [];
  for (let i = 0; i < candidates; i++)
    list.push({
      id: 100 + index * 50 + i,
      piece: i === rank ? piece : ` rival${i}`,
      logprob: Math.log(0.5 ** (i + 1)),
      kept: i < 4 ? 0.5 ** (i + 1) / 0.9375 : 0,
    });
  return {
    index,
    id: 100 + index * 50 + rank,
    piece,
    text: piece,
    logprob: Math.log(0.5 ** (rank + 1)),
    entropy: 1 + random.random(),
    logSum: 12,
    rank,
    draw: random.random(),
    candidates: list,
    passes: [
      {
        kind: index === 0 ? 'prefill' : 'decode',
        start: index === 0 ? 5 : 200 + (index - 1) * 25,
        ms: index === 0 ? 190 : 22,
        size: index === 0 ? 24 : 1,
      },
    ],
  };
}

/** A picture of two colours that comes out of the noise, evaluated as Euler with guidance. */
export function denoiseSteps(spec: DiffusionSpec, size = 64): DenoiseStep[] {
  const random = new Random(spec.seed);
  const length = 3 * size * size;
  const noise = random.normal(length);
  const sigmas = noiseSchedule(spec.schedule, spec.steps, 0.03, 20);
  const steps: DenoiseStep[] = [];
  for (let index = 0; index < spec.steps; index++) {
    const sigma = sigmas[index] ?? 0;
    const x = new Float32Array(length);
    const denoised = new Float32Array(length);
    for (let k = 0; k < length; k++) {
      const column = (k % size) / size;
      const final = column < 0.5 ? -0.8 : 0.9;
      denoised[k] = final / (1 + 0.2 * sigma);
      x[k] = final + sigma * (noise[k] ?? 0);
    }
    steps.push({
      index,
      sigma,
      sigmaNext: sigmas[index + 1] ?? 0,
      nfe: spec.guidance === 1 ? 1 : 2,
      passes: [
        {
          kind: 'denoise',
          start: 40 + index * 100,
          ms: 90,
          size: spec.guidance === 1 ? 1 : 2,
        },
      ],
      x,
      denoised,
      promptDelta: spec.guidance === 1 ? null : denoised.map((value) => value / 4),
    });
  }
  return steps;
}

/** Numbers and frames the bodies: `start` first, `t` as each pass ends. */
export function framed(spec: RunSpec, bodies: readonly EventBody[]): RunEvent[] {
  let t = 0;
  return bodies.map((body, seq) => {
    t = Math.max(t, endOf(body));
    return { ...body, runId: spec.runId, seq, t };
  });
}

export interface TextOptions {
  readonly spec?: Partial<AutoregressionSpec>;
  readonly engine?: Partial<EngineInfo>;
  readonly tokens?: number;
  readonly candidates?: number;
  /** null: the run is still going. */
  readonly end?: Ending;
}

/** A prompt as read. */
const promptInput: PromptInput = {
  ids: [1, 4093, 198, 2],
  pieces: ['<|im_start|>', 'user', '\n', '<|im_end|>'],
  passes: [],
};

export function textEvents(options: TextOptions = {}): RunEvent[] {
  const spec = textSpec(options.spec);
  const random = new Random(spec.seed);
  const tokens = Array.from({ length: options.tokens ?? 18 }, (_, i) =>
    tokenStep(i, random, options.candidates),
  );
  return framed(spec, [
    { type: 'start', spec, engine: engineInfo('autoregression', options.engine), warm: true },
    { type: 'input', input: promptInput },
    ...tokens.map((result) => ({ type: 'result' as const, result })),
    ...ending(options.end, 'stop'),
  ]);
}

export interface PictureOptions {
  readonly spec?: Partial<DiffusionSpec>;
  readonly engine?: Partial<EngineInfo>;
  /** Side of the picture. */
  readonly size?: number;
  /** Steps that have run, if fewer than asked for. */
  readonly steps?: number;
  /** null: the run is still going. */
  readonly end?: Ending;
}

/** A caption as encoded. */
const captionInput: EncodedInput = {
  pieces: ['[CLS]', 'a', 'green', 'dragon', '[SEP]'],
  cut: false,
  passes: [{ kind: 'encode', start: 2, ms: 30, size: 5 }],
};

export function pictureEvents(options: PictureOptions = {}): RunEvent[] {
  const spec = pictureSpec(options.spec);
  const steps = denoiseSteps(spec, options.size).slice(0, options.steps);
  return framed(spec, [
    { type: 'start', spec, engine: engineInfo('diffusion', options.engine), warm: true },
    { type: 'input', input: captionInput },
    ...steps.map((result) => ({ type: 'result' as const, result })),
    ...ending(options.end, 'complete'),
  ]);
}

/** Of a run whose mechanism the test knows. */
export function traceOf<T extends Trace = Trace>(events: readonly RunEvent[]): T {
  return collect(events) as T;
}

export const textTrace = (options?: TextOptions) =>
  traceOf<AutoregressionTrace>(textEvents(options));
export const pictureTrace = (options?: PictureOptions) =>
  traceOf<DiffusionTrace>(pictureEvents(options));

function ending(end: Ending | undefined, reason: 'stop' | 'complete'): EventBody[] {
  if (end === undefined) return [{ type: 'done', reason }];
  return end ? [end] : [];
}

function endOf(body: EventBody): number {
  const passes =
    body.type === 'input' ? body.input.passes : body.type === 'result' ? body.result.passes : [];
  return Math.max(0, ...passes.map(({ start, ms }) => start + ms));
}

/** The text after so many tokens. */
export function textOf(trace: Trace, tokens = trace.results.length): string {
  return mechanismOf(trace).text?.(trace, tokens) ?? '';
}

/** All figures of a run, by key. */
export function figures(trace: Trace): Figures {
  return figuresOf(mechanismOf(trace).metrics, trace);
}
