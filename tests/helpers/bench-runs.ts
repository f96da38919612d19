/** Runs whose every time is known, and results made of them as the page makes them. */
import type { BenchPlan, BenchResult } from '../../src/core/bench/bench';
import type { EngineInfo, LaneKind, Policy, RunEvent, RunSpec } from '../../src/core/run/run';
import { traceOf as fold } from './traces';
import type { Trace } from '../../src/core/run/trace';
import { BenchDraft } from '../../src/state/bench/draft';
import { benchPlan, HARDWARE, MANIFESTS } from './bench';
import { denoiseSteps, diffusionSpec, engineInfo, languageSpec, tokenStep } from './traces';

export interface Run {
  readonly policy?: Policy;
  readonly warm?: boolean;
  /** When the run begins on its clock. */
  readonly startedAt?: number;
  /** The passes one after the other: how long each waits and takes, in milliseconds. */
  readonly passes: readonly (readonly [wait: number, ms: number])[];
  readonly engine?: Partial<EngineInfo>;
}

/** The first pass is the prefill, the others decodes. */
export function languageRun({ policy = 'alone', ...run }: Run): Trace {
  return traceOf('language', languageSpec({ policy }), run, (start, ms, i) => ({
    type: 'token',
    token: {
      ...tokenStep(i),
      pass: { kind: i ? 'decode' : 'prefill', start, ms, size: i ? 1 : 20 },
    },
  }));
}

/** The first pass is the text encoder's, the others a step each. */
export function diffusionRun({ policy = 'alone', ...run }: Run): Trace {
  const spec = diffusionSpec({ policy, steps: run.passes.length });
  const frames = denoiseSteps(spec, 2);
  return traceOf('diffusion', spec, run, (start, ms, i) => {
    const pass = { kind: i ? 'denoise' : 'encode', start, ms, size: i ? 2 : 5 } as const;
    const frame = frames[i];
    if (i === 0 || !frame) return { type: 'encoded', pieces: ['a'], cut: false, pass };
    return { type: 'step', step: { ...frame, index: i - 1, nfe: 2, passes: [pass] } };
  });
}

function traceOf(
  lane: LaneKind,
  spec: RunSpec,
  { warm = true, startedAt = 0, passes, engine }: Omit<Run, 'policy'>,
  body: (start: number, ms: number, index: number) => object,
): Trace {
  const info = engineInfo(lane, { backendReason: '', ...engine });
  const bodies: [number, object][] = [[startedAt, { type: 'start', spec, engine: info, warm }]];
  const ids = Array.from({ length: 20 }, (_, i) => i);
  if (lane === 'language')
    bodies.push([startedAt, { type: 'prompt', ids, pieces: ids.map(String) }]);
  let t = startedAt;
  passes.forEach(([wait, ms], i) => {
    bodies.push([t + wait + ms, body(t + wait, ms, i)]);
    t += wait + ms;
  });
  bodies.push([t, { type: 'done', reason: lane === 'language' ? 'length' : 'steps' }]);
  return fold(
    bodies.map(([at, event], seq) => ({ ...event, runId: spec.runId, seq, t: at }) as RunEvent),
  );
}

/** As many passes of one length after a first one. */
export function even(first: number, ms: number, count: number): [number, number][] {
  return [[0, first], ...Array.from({ length: count }, (): [number, number] => [0, ms])];
}

/** Alone: 100 ms of prefill, 20 a token; 30 ms of encoder, 50 a step. Together all twice as long. */
export function benchResult({
  rounds = 3,
  plan = {},
  engine = {},
  slower = () => 1,
}: {
  rounds?: number;
  plan?: Partial<BenchPlan>;
  engine?: Partial<EngineInfo>;
  slower?: (round: number) => number;
} = {}): BenchResult {
  const draft = new BenchDraft('id-1', 1_795_000_000_000, benchPlan(plan), HARDWARE, MANIFESTS);
  for (let round = 0; round < rounds; round++) {
    const at = (place: number) => ({
      ...{ round, prompt: 'apple', sweep: null },
      at: round * 10_000 + place,
    });
    const s = slower(round);
    for (const warm of [false, true]) {
      const base = { warm, engine };
      const k = s * (warm ? 1 : 1.5);
      const text = even(100 * k, 20 * k, 4);
      const picture = even(30 * k, 50 * k, 3);
      const place = warm ? 1000 : 0;
      draft.addRun([languageRun({ ...base, passes: text })], at(place));
      draft.addRun([diffusionRun({ ...base, passes: picture })], at(place + 500));
      const both = { ...base, policy: 'together' as const };
      const twice = (list: [number, number][]) =>
        list.map(([w, ms]): [number, number] => [w, 2 * ms]);
      draft.addRun(
        [
          languageRun({ ...both, passes: twice(text) }),
          diffusionRun({ ...both, passes: twice(picture) }),
        ],
        at(place + 2000),
      );
    }
  }
  return draft.result({ complete: true });
}
