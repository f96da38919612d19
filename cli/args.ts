/** The command line of the demo: checked against the limits of the page, then put into its URL. */
import { parseArgs, type ParseArgsConfig } from 'node:util';
import { SAMPLERS, SCHEDULES } from '../src/core/denoise';
import { LANGUAGE_ENGINES } from '../src/core/engine';
import { LIMITS, MAX_PROMPT, type Range } from '../src/core/limits';

export const USAGE = `npm run demo -- [options]

Runs both models in a real Chromium and writes run.json, text.txt, image.png, filmstrip.png and
run.trace. Exit code 0: both finished and matched their known answers; 1: not; 2: bad arguments.

  --open FILE          write the same files from a saved run, without a model or a browser; only
                       --out goes with it

  --prompt TEXT        what to write about and to paint        (a green dragon)
  --seed N             0 to 4294967295                         (7)
  --tokens N           most tokens to write, 1 to 1024         (48)
  --steps N            denoising steps, 1 to 200               (20)
  --backend NAME       auto, webgpu or wasm                    (auto)
  --engine NAME        what computes the language model: onnxruntime or webllm (needs WebGPU)
                                                               (onnxruntime)
  --out DIR            where to write                          (out)
  --gpu NAME           auto, real or software                  (auto)
                       auto: the GPU of this machine; only where WebGPU is asked for and finds
                       none, SwiftShader computes it on the CPU, slowly; the known answer says
                       whether it is right
  --timeout SECONDS    give up after                           (1800)

Left to the page's own choice unless given:
  --policy NAME        alone, together or turns
  --threads N          WASM threads, 0 is the engine's choice
  --task TEXT          chat template with {prompt} in it
  --temperature X  --topk N  --topp X  --minp X  --penalty X
  --sampler NAME       ${SAMPLERS.join(', ')}
  --schedule NAME      ${SCHEDULES.join(' or ')}
  --guidance X         1 to 20
  --style NAME         a style of the picture model`;

/** Wrong use of the command line; the message is for the person. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** @throws UsageError on an option that is unknown or lacks its value */
export function optionsOf<const T extends NonNullable<ParseArgsConfig['options']>>(
  argv: readonly string[],
  options: T,
) {
  try {
    return parseArgs({ args: [...argv], options }).values;
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

/**
 * The command line as read; ends the process where it asks for help or is wrong.
 * @param read gives null where help is asked for. @throws UsageError
 */
export function argsOrExit<T>(read: (argv: string[]) => T | null, usage: string): T {
  try {
    const args = read(process.argv.slice(2));
    if (args) return args;
    console.log(usage);
    process.exit(0);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    process.stderr.write(`${error.message}\n\n${usage}\n`);
    process.exit(2);
  }
}

export const BACKENDS = ['auto', 'webgpu', 'wasm'] as const;
export const POLICIES = ['alone', 'together', 'turns'] as const;
export const GPUS = ['auto', 'real', 'software'] as const;

/** Writes what a saved run holds. */
export interface OpenArgs {
  readonly open: string;
  readonly out: string;
}

export interface DemoArgs {
  /** Settings as the page reads them from its URL. */
  readonly query: URLSearchParams;
  readonly backend: (typeof BACKENDS)[number];
  readonly gpu: (typeof GPUS)[number];
  readonly out: string;
  readonly timeoutMs: number;
}

const NUMBERS: Record<string, Range> = {
  seed: LIMITS.seed,
  tokens: LIMITS.maxTokens,
  steps: LIMITS.steps,
  threads: LIMITS.threads,
  temperature: LIMITS.temperature,
  topk: LIMITS.topK,
  topp: LIMITS.topP,
  minp: LIMITS.minP,
  penalty: LIMITS.repetitionPenalty,
  guidance: LIMITS.guidance,
};

const NAMES: Record<string, readonly string[]> = {
  backend: BACKENDS,
  engine: LANGUAGE_ENGINES,
  policy: POLICIES,
  sampler: SAMPLERS,
  schedule: SCHEDULES,
};

const DEFAULTS: Record<string, string> = {
  prompt: 'a green dragon',
  seed: '7',
  tokens: '48',
  steps: '20',
  backend: 'auto',
};

const TEXTS = ['prompt', 'task', 'style'];

/**
 * @returns null when help was asked for.
 * @throws UsageError on an unknown option or a value that the page would have to change.
 */
export function readDemoArgs(argv: readonly string[]): DemoArgs | OpenArgs | null {
  const values = parse(argv);
  if (values.help) return null;
  const out = values.out ?? 'out';
  if (!out.trim()) throw new UsageError('--out: the name of a folder.');
  const { open } = values;
  if (open !== undefined) {
    if (!open.trim()) throw new UsageError('--open: the name of a saved run.');
    const other = Object.keys(values).find((key) => key !== 'open' && key !== 'out');
    if (other) throw new UsageError(`--${other} does not go with --open: nothing is run.`);
    return { open, out };
  }
  const query = new URLSearchParams();
  for (const key of [...TEXTS, ...Object.keys(NAMES), ...Object.keys(NUMBERS)]) {
    const value = values[key] ?? DEFAULTS[key];
    if (value !== undefined) query.set(key, checked(key, value));
  }
  const gpu = oneOf('gpu', values.gpu ?? 'auto', GPUS);
  const seconds = inRange('timeout', values.timeout ?? '1800', {
    label: 'Timeout',
    min: 1,
    max: 86_400,
    whole: false,
  });
  const backend = oneOf('backend', query.get('backend') ?? 'auto', BACKENDS);
  return { query, backend, gpu, out, timeoutMs: Number(seconds) * 1000 };
}

type Values = Record<string, string | undefined> & { help?: string };

function parse(argv: readonly string[]): Values {
  const texts = [
    ...TEXTS,
    ...Object.keys(NAMES),
    ...Object.keys(NUMBERS),
    'out',
    'gpu',
    'timeout',
    'open',
  ];
  return optionsOf(argv, {
    help: { type: 'boolean', short: 'h' },
    ...Object.fromEntries(texts.map((key) => [key, { type: 'string' as const }])),
  }) as Values;
}

function checked(key: string, value: string): string {
  if (key === 'prompt' || key === 'task') return promptText(key, value);
  const range = NUMBERS[key];
  if (range) return inRange(key, value, range);
  const names = NAMES[key];
  return names ? oneOf(key, value, names) : value;
}

function promptText(key: string, value: string): string {
  if (key === 'task' && !value.includes('{prompt}'))
    throw new UsageError('--task must hold {prompt}, the place where the prompt goes.');
  if (!value.trim()) throw new UsageError(`--${key} is empty.`);
  if (value.length > MAX_PROMPT)
    throw new UsageError(`--${key} has ${value.length} characters; at most ${MAX_PROMPT}.`);
  return value;
}

export function inRange(key: string, value: string, range: Range): string {
  const number = value.trim() ? Number(value) : NaN;
  const inside = number >= range.min && number <= range.max;
  if (inside && (!range.whole || Number.isInteger(number))) return value.trim();
  const kind = range.whole ? 'a whole number' : 'a number';
  throw new UsageError(`--${key} ${value}: ${kind} from ${range.min} to ${range.max}.`);
}

export function oneOf<T extends string>(key: string, value: string, names: readonly T[]): T {
  const found = names.find((name) => name === value);
  if (found) return found;
  throw new UsageError(`--${key} ${value}: one of ${names.join(', ')}.`);
}
