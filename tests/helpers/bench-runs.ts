/** Runs whose every time is known, and results made of them as the page makes them. */
import type { AutoregressionTrace } from '../../src/core/autoregression/spec';
import type { BenchPlan, BenchResult } from '../../src/core/bench/bench';
import type { DiffusionTrace } from '../../src/core/diffusion/spec';
import type { EngineInfo, EventBody, Policy, RunSpec } from '../../src/core/run/run';
import type { Trace } from '../../src/core/run/trace';
import { BenchDraft } from '../../src/state/bench/draft';
import { HARDWARE, LANE_MANIFESTS, wholePlan } from './bench';
import { denoiseSteps, engineInfo, pictureSpec, textSpec, tokenStep, traceOf } from './traces';

export interface Run {
  readonly lane?: string;
  readonly policy?: Policy;
  readonly warm?: boolean;
  /** When the run begins on its clock. */
  readonly startedAt?: number;
  /** The passes one after the other: how long each waits and takes, in milliseconds. */
  readonly passes: readonly (readonly [wait: number, ms: number])[];
  readonly engine?: Partial<EngineInfo>;
}

/** The first pass is the prefill, the others decodes. */
export function textRun({ policy = 'alone', lane = 'a', ...run }: Run): AutoregressionTrace {
  const ids = Array.from({ length: 20 }, (_, i) => i);
  const input = { ids, pieces: ids.map(String), passes: [] };
  return made(textSpec({ policy, lane }), run, { type: 'input', input }, (start, ms, i) => {
    const pass = { kind: i ? 'decode' : 'prefill', start, ms, size: i ? 1 : 20 };
    return { type: 'result', result: { ...tokenStep(i), passes: [pass] } };
  });
}

/** The first pass is the text encoder's, the others a step each. */
export function pictureRun({ policy = 'alone', lane = 'b', ...run }: Run): DiffusionTrace {
  const spec = pictureSpec({ policy, lane, steps: run.passes.length });
  const frames = denoiseSteps(spec, 2);
  return made(spec, run, null, (start, ms, i) => {
    const passes = [{ kind: i ? 'denoise' : 'encode', start, ms, size: i ? 2 : 5 }];
    const frame = frames[i];
    if (i === 0 || !frame) return { type: 'input', input: { pieces: ['a'], cut: false, passes } };
    return { type: 'result', result: { ...frame, index: i - 1, nfe: 2, passes } };
  });
}

function made<T extends Trace>(
  spec: RunSpec,
  { warm = true, startedAt = 0, passes, engine }: Omit<Run, 'policy' | 'lane'>,
  first: EventBody | null,
  body: (start: number, ms: number, index: number) => EventBody,
): T {
  const info = engineInfo(spec.mechanism, { backendReason: '', ...engine });
  const bodies: [number, EventBody][] = [
    [startedAt, { type: 'start', spec, engine: info, warm }],
    ...(first ? [[startedAt, first] as [number, EventBody]] : []),
  ];
  let t = startedAt;
  passes.forEach(([wait, ms], i) => {
    bodies.push([t + wait + ms, body(t + wait, ms, i)]);
    t += wait + ms;
  });
  bodies.push([t, { type: 'done', reason: 'complete' }]);
  return traceOf<T>(bodies.map(([t, event], seq) => ({ ...event, runId: spec.runId, seq, t })));
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
  const draft = new BenchDraft(
    'id-1',
    1_795_000_000_000,
    wholePlan(plan),
    HARDWARE,
    LANE_MANIFESTS,
  );
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
      draft.addRun([textRun({ ...base, passes: text })], at(place));
      draft.addRun([pictureRun({ ...base, passes: picture })], at(place + 500));
      const both = { ...base, policy: 'together' as const };
      const twice = (list: [number, number][]) =>
        list.map(([w, ms]): [number, number] => [w, 2 * ms]);
      draft.addRun(
        [
          textRun({ ...both, passes: twice(text) }),
          pictureRun({ ...both, passes: twice(picture) }),
        ],
        at(place + 2000),
      );
    }
  }
  return draft.result({ complete: true });
}
