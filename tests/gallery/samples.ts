/**
 * Runs that look like real ones, for the gallery and for tests: a text with believable
 * probabilities in any script, and a drawn picture that comes out of noise.
 */
import { Random } from '../../src/core/random';
import type { DenoiseStep } from '../../src/core/diffusion/denoise';
import { noiseSchedule } from '../../src/core/diffusion/denoise';
import type {
  AutoregressionSpec,
  AutoregressionTrace,
  PromptInput,
} from '../../src/core/autoregression/spec';
import type { DiffusionSpec, DiffusionTrace, EncodedInput } from '../../src/core/diffusion/spec';
import type { EngineInfo, EventBody } from '../../src/core/run/run';
import {
  DEFAULT_SAMPLING,
  type Candidate,
  type TokenStep,
} from '../../src/core/autoregression/token';
import { at } from '../../src/core/run/trace';
import type { Probed } from '../../src/state/session/model-probe.svelte';
import { engineInfo, framed, pictureSpec, textSpec, traceOf } from '../helpers/traces';
import type { Ending } from '../helpers/traces';

export const TEXTS = {
  english:
    'A green dragon is a mythical creature, often depicted as a large reptile with emerald scales and wide, leathery wings.\n\nIt guards a hoard of gold deep inside a mountain, and it breathes fire at anyone who dares to come near.',
  chinese:
    '绿龙是一种神话中的生物，身上覆盖着翠绿色的鳞片，长着宽大的翅膀。它守护着山洞深处的黄金。',
  arabic:
    'التنين الأخضر مخلوق أسطوري ضخم له حراشف زمردية وأجنحة واسعة، ويحرس الذهب في أعماق الجبل.',
  emoji: 'A dragon 🐉 looks like this: 🐲🔥 and a family 👨‍👩‍👧 runs away.',
  html: 'Use <b>bold</b> &amp; <script>alert("no")</script> <img src=x onerror=alert(1)>.',
};

const RIVALS =
  ' the| a| an| of| large|,| and| with| in|.| that| its| fire| creature| wings|\n| is'.split('|');

/** Pieces of roughly the size that a BPE vocabulary gives; characters outside it are split into bytes. */
function pieces(text: string): { piece: string; text: string }[] {
  const list: { piece: string; text: string }[] = [];
  for (const match of text.matchAll(
    / ?[A-Za-z]{1,7}|\p{M}| ?[\p{L}]{1,2}|\n+|[\u{1F000}-\u{1FFFF}]|[\s\S]/gu,
  )) {
    const [piece] = match;
    if (/[\u{1F000}-\u{1FFFF}]/u.test(piece)) {
      const bytes = [...new TextEncoder().encode(piece)];
      bytes.forEach((byte, i) =>
        list.push({
          piece: `<0x${byte.toString(16).toUpperCase()}>`,
          text: i === bytes.length - 1 ? piece : '',
        }),
      );
    } else list.push({ piece, text: piece });
  }
  return list;
}

function tokensOf(text: string, random: Random, prefillMs: number, paceMs: number): TokenStep[] {
  let start = 6 + prefillMs;
  return pieces(text).map(({ piece, text: part }, index) => {
    const p = piece.startsWith('<0x') ? 0.9 : random.random() ** 0.7;
    const rank = p > 0.35 ? 0 : 1 + Math.floor(random.random() * 3 * (1 - p) ** 6 * 5);
    const probabilities: number[] = [];
    let left = 1 - p;
    for (let i = 0; i < 11; i++) {
      if (i === rank) probabilities.push(p);
      else {
        const share = rank > i ? Math.max(p, left * 0.3) : Math.min(p, left * 0.42);
        probabilities.push(share);
        left = Math.max(0, left - share);
      }
    }
    const listedMass = probabilities.reduce((a, b) => a + b, 0);
    const scale = Math.min(1, 0.98 / listedMass);
    const sorted = probabilities.map((value) => value * scale).sort((a, b) => b - a);
    const place = sorted.indexOf(p * scale);
    left = Math.max(0, 1 - listedMass * scale);
    // A tail up to the 40 that an engine reports, of what is left.
    const lowest = sorted.at(-1) ?? 0;
    for (let i = 1; i < 30; i++) sorted.push(Math.min(lowest, left * 0.1) * 0.85 ** i);
    const listed = sorted.map((value, i) => ({
      id: i === place ? 1000 + index : 20000 + index * 50 + i,
      piece: i === place ? piece : (RIVALS[(index * 5 + i * 3) % RIVALS.length] ?? ' x'),
      logprob: Math.log(value),
    }));
    // What a sampler with the default settings makes of them, and a draw that falls on the piece.
    const tempered = sorted.map((value) => value ** (1 / DEFAULT_SAMPLING.temperature));
    const whole = tempered.reduce((a, b) => a + b, 0);
    let mass = 0;
    const cut = tempered.findIndex((w) => (mass += w) >= DEFAULT_SAMPLING.topP * whole);
    const last = Math.max(cut, place);
    const keptMass = tempered.slice(0, last + 1).reduce((a, b) => a + b, 0);
    const kept = (i: number) => (i <= last ? (tempered[i] ?? 0) / keptMass : 0);
    const before = sorted.slice(0, place).reduce((sum, _, i) => sum + kept(i), 0);
    const draw = before + kept(place) * random.random();
    const candidates: Candidate[] = listed.map((one, i) => ({ ...one, kept: kept(i) }));
    const ms = index === 0 ? prefillMs : paceMs * (0.9 + 0.25 * random.random());
    const pass = {
      kind: index === 0 ? 'prefill' : 'decode',
      start: index === 0 ? 6 : start,
      ms,
      size: index === 0 ? 42 : 1,
    };
    if (index) start += ms + 0.7;
    return {
      index,
      id: 1000 + index,
      piece,
      text: part,
      logprob: Math.log(p * scale),
      entropy: 0.2 + 5 * (1 - p) * random.random(),
      logSum: 14,
      rank: place,
      draw,
      candidates,
      passes: [pass],
    };
  });
}

export interface TextOptions {
  readonly text?: string;
  readonly tokens?: number;
  readonly end?: Ending;
  readonly warm?: boolean;
  readonly spec?: Partial<AutoregressionSpec>;
  readonly engine?: Partial<EngineInfo>;
  readonly paceMs?: number;
}

export function textTrace(options: TextOptions = {}): AutoregressionTrace {
  const spec = textSpec({ maxTokens: 64, ...options.spec });
  const random = new Random(spec.seed);
  const all = tokensOf(options.text ?? TEXTS.english, random, 210, options.paceMs ?? 31);
  const tokens = all.slice(0, options.tokens ?? all.length);
  const end = options.end === undefined ? ({ type: 'done', reason: 'stop' } as const) : options.end;
  const bodies: EventBody[] = [
    {
      type: 'start',
      spec,
      engine: engineInfo('autoregression', options.engine),
      warm: options.warm ?? true,
    },
    { type: 'input', input: PROMPT },
    ...tokens.map((result) => ({ type: 'result' as const, result })),
    ...(end ? [end] : []),
  ];
  return traceOf(framed(spec, bodies));
}

const PROMPT: PromptInput = {
  ids: [1, 9690, 198, 2683, 2],
  pieces:
    '<|im_start|>|system|\n|You| are| a| helpful| AI| assistant|<|im_end|>|\n|<|im_start|>|user|\n|Describe| a| green| dragon| in| two| sentences|.|<|im_end|>|\n|<|im_start|>|assistant|\n'
      .split(/\|(?!im_|>)/)
      .filter(Boolean),
  passes: [],
};

/** An apple: -1..1, [3, size, size]. */
function apple(size: number): Float32Array {
  const picture = new Float32Array(3 * size * size);
  const plane = size * size;
  for (let row = 0; row < size; row++)
    for (let column = 0; column < size; column++) {
      const u = (column / (size - 1)) * 2 - 1;
      const v = (row / (size - 1)) * 2 - 1;
      let color = [1, 1, 1];
      const body = (Math.abs(u) - 0.3) ** 2 / 0.2 + (v - 0.18) ** 2 / 0.36;
      if (body < 1) {
        const light = 0.35 * Math.max(0, 1 - ((u + 0.35) ** 2 + (v + 0.1) ** 2) * 5);
        color = [0.72 + light * 0.6, -0.72 + light * 2 - v * 0.1, -0.66 + light * 2];
      }
      if (Math.abs(u - 0.06 * Math.sin(v * 4)) < 0.045 && v > -0.78 && v < -0.25)
        color = [-0.2, -0.45, -0.65];
      if ((u - 0.28) ** 2 / 0.06 + (v + 0.62 + 0.4 * (u - 0.28)) ** 2 / 0.018 < 1)
        color = [-0.4, 0.35, -0.55];
      for (let c = 0; c < 3; c++) picture[c * plane + row * size + column] = color[c] ?? 0;
    }
  return picture;
}

/** Blurs by repeated box means: what a network predicts while the noise is still strong. */
function blurred(picture: Float32Array, size: number, radius: number): Float32Array {
  const out = new Float32Array(picture.length);
  const r = Math.round(radius);
  if (r < 1) return picture.slice();
  for (let c = 0; c < 3; c++)
    for (let row = 0; row < size; row++)
      for (let column = 0; column < size; column++) {
        let sum = 0;
        let n = 0;
        for (let i = -r; i <= r; i += Math.max(1, r >> 1))
          for (let j = -r; j <= r; j += Math.max(1, r >> 1)) {
            const y = Math.min(size - 1, Math.max(0, row + i));
            const x = Math.min(size - 1, Math.max(0, column + j));
            sum += picture[(c * size + y) * size + x] ?? 0;
            n++;
          }
        out[(c * size + row) * size + column] = sum / n;
      }
  return out;
}

export interface PictureOptions {
  readonly steps?: number;
  readonly end?: Ending;
  readonly warm?: boolean;
  readonly size?: number;
  readonly stepMs?: number;
  readonly cut?: boolean;
  readonly spec?: Partial<DiffusionSpec>;
  readonly engine?: Partial<EngineInfo>;
}

export function pictureTrace(options: PictureOptions = {}): DiffusionTrace {
  const spec = pictureSpec({ steps: 24, prompt: 'a red apple', ...options.spec });
  const size = options.size ?? 64;
  const stepMs = options.stepMs ?? 88;
  const random = new Random(spec.seed);
  const noise = random.normal(3 * size * size);
  const picture = apple(size);
  const sigmas = noiseSchedule(spec.schedule, spec.steps, 0.03, 30);
  const steps: DenoiseStep[] = [];
  for (let index = 0; index < Math.min(options.steps ?? spec.steps, spec.steps); index++) {
    const sigma = sigmas[index] ?? 0;
    const blur = (size / 4) * (sigma / (sigma + 1));
    const soft = blurred(picture, size, blur);
    steps.push({
      index,
      sigma,
      sigmaNext: sigmas[index + 1] ?? 0,
      nfe: spec.guidance === 1 ? 1 : 2,
      passes: [
        {
          kind: 'denoise',
          start: 34 + index * (stepMs + 3),
          ms: stepMs * (0.95 + 0.1 * random.random()),
          size: spec.guidance === 1 ? 1 : 2,
        },
      ],
      x: picture.map((value, k) => value + sigma * (noise[k] ?? 0)),
      denoised: soft.map((value, k) => value + 0.1 * Math.min(1, sigma) * (noise[k] ?? 0)),
      promptDelta: spec.guidance === 1 ? null : soft.map((value) => value / (4 + 2 * sigma)),
    });
  }
  const input: EncodedInput = {
    pieces: ['[CLS]', 'a', 'red', 'apple', '[SEP]'],
    cut: options.cut ?? false,
    passes: [{ kind: 'encode', start: 4, ms: 26, size: 5 }],
  };
  const end =
    options.end === undefined ? ({ type: 'done', reason: 'complete' } as const) : options.end;
  const bodies: EventBody[] = [
    {
      type: 'start',
      spec,
      engine: engineInfo('diffusion', options.engine),
      warm: options.warm ?? true,
    },
    { type: 'input', input },
    ...steps.map((result) => ({ type: 'result' as const, result })),
    ...(end ? [end] : []),
  ];
  return traceOf(framed(spec, bodies));
}

/** What a network that knows the words of the sample might look at, at the step on show. */
export function lookedAt(trace: DiffusionTrace, playhead: number): Probed {
  const side = 8;
  const count = trace.input?.pieces.length ?? 0;
  const tokens = new Float32Array(16 * side * side);
  const own = new Float32Array(side * side).fill(1);
  for (let token = 0; token < count; token++)
    for (let place = 0; place < side * side; place++) {
      const [u, v] = [(place % side) / 7, Math.floor(place / side) / 7];
      const centre = [0.2 + (0.6 * token) / Math.max(1, count - 1), 0.7 - 0.1 * token];
      const near = (u - (centre[0] ?? 0)) ** 2 + (v - (centre[1] ?? 0)) ** 2;
      const share = 0.02 + 0.16 * Math.exp(-near * 12);
      tokens[token * side * side + place] = share;
      own[place] = (own[place] ?? 0) - share;
    }
  const attention = { side, tokens, own };
  return { runId: trace.spec.runId, index: at(trace, playhead).results - 1, attention };
}
