/**
 * The contract of `core/run/engine.ts`, told once: every engine passes it, in process, behind a worker
 * and as a replay. What an engine computes is tested elsewhere.
 */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Engine, LoadOptions, LoadProgress } from '../../../src/core/run/engine';
import { EngineError } from '../../../src/core/errors';
import type { EngineInfo, LaneKind, RunEvent, RunSpec } from '../../../src/core/run/run';
import { isTerminal } from '../../../src/core/run/run';
import { append, type Trace } from '../../../src/core/run/trace';
import { diffusionSpec, languageSpec } from '../../helpers/traces';

export interface Subject {
  readonly name: string;
  readonly lane: LaneKind;
  /** A replay has nothing to fetch and plays what it has, whatever is asked. */
  readonly kind: 'live' | 'replay';
  readonly options: LoadOptions;
  /** A new engine with nothing loaded. */
  make(): Engine;
}

const never = new AbortController().signal;
const quiet = () => undefined;
/** Tokens or steps of a whole run. */
const RESULTS = 5;
let runs = 0;

/** A run that yields exactly `RESULTS` results: greedy decoding of a tiny model does not stop early. */
export function contractSpec(lane: LaneKind, results = RESULTS): RunSpec {
  const common = {
    runId: `contract-${++runs}`,
    epoch: performance.timeOrigin + performance.now(),
    policy: 'alone' as const,
  };
  return lane === 'language'
    ? languageSpec({ ...common, maxTokens: results })
    : diffusionSpec({ ...common, steps: results, guidance: 1 });
}

const isResult = (event: RunEvent) => event.type === 'token' || event.type === 'step';

/** A copy that later writes into shared memory cannot reach. */
const frozen = (event: RunEvent) => structuredClone(event);

async function collect(
  engine: Engine,
  spec: RunSpec,
  signal = never,
  onEvent: (event: RunEvent) => void = quiet,
): Promise<RunEvent[]> {
  const list: RunEvent[] = [];
  for await (const event of engine.run(spec, signal)) {
    list.push(event);
    onEvent(event);
  }
  return list;
}

/** Throws unless the events obey every rule of the stream; `append` knows most of them. */
function checkRules(list: readonly RunEvent[], spec: RunSpec, info: EngineInfo): Trace {
  const trace = list.reduce<Trace | null>(append, null);
  if (!trace) throw new Error('no event at all');
  expect(list[0]).toMatchObject({ type: 'start', seq: 0, engine: info });
  expect(trace.spec).toMatchObject({ runId: spec.runId, epoch: spec.epoch, lane: spec.lane });
  expect(list.filter(isTerminal)).toHaveLength(1);
  expect(list.every(({ t }) => Number.isFinite(t) && t >= 0)).toBe(true);
  return trace;
}

async function failure(promise: Promise<unknown>): Promise<EngineError> {
  const cause = await promise.then(
    () => new Error('it did not fail'),
    (error: unknown) => error,
  );
  expect(cause).toBeInstanceOf(EngineError);
  return cause as EngineError;
}

/** What a run is about, without its times and its name. */
function substance({ tokens, steps, end }: Trace): unknown {
  return {
    tokens: tokens.map((token) => ({ ...token, t: 0, pass: token.pass.size })),
    steps: steps.map((step) => ({ ...step, t: 0, passes: step.passes.length })),
    end: end?.type,
  };
}

export function engineContract(subject: Subject): void {
  describe(`the ${subject.lane} engine ${subject.name}`, () => {
    let engine: Engine;
    let info: EngineInfo;
    let spec: RunSpec;
    const progress: LoadProgress[] = [];
    beforeAll(async () => {
      engine = subject.make();
      info = await engine.load(subject.options, (p) => progress.push({ ...p }), never);
    }, 120_000);
    beforeEach(() => {
      spec = contractSpec(subject.lane);
    });
    afterAll(() => engine.dispose());

    it('is of its lane and says so', () => {
      expect(engine.lane).toBe(subject.lane);
      expect(info.lane).toBe(subject.lane);
      if (subject.kind === 'live') expect(info.knownAnswer).toMatchObject({ ok: true });
    });

    it('tells a whole run by the rules of the stream', async () => {
      const trace = checkRules(await collect(engine, spec), spec, info);
      expect(trace.end?.type).toBe('done');
      expect(trace.tokens.length + trace.steps.length).toBe(RESULTS);
      for (const { pass, t } of trace.tokens)
        expect(pass.start + pass.ms).toBeLessThanOrEqual(t + 1e-6);
      for (const { passes, t } of trace.steps)
        for (const pass of passes) expect(pass.start + pass.ms).toBeLessThanOrEqual(t + 1e-6);
    });

    it('tells the same run twice', async () => {
      const once = checkRules(await collect(engine, spec), spec, info);
      const other = contractSpec(subject.lane);
      const again = checkRules(await collect(engine, other), other, info);
      expect(substance(again)).toEqual(substance(once));
      expect(again.warm).toBe(true);
    });

    it('gives what an event holds away: later passes do not write into it', async () => {
      const copies: RunEvent[] = [];
      const list = await collect(engine, spec, never, (event) => copies.push(frozen(event)));
      expect(list).toEqual(copies);
    });

    it('does nothing when stopped before the start', async () => {
      const list = await collect(engine, spec, AbortSignal.abort());
      expect(list.map(({ type }) => type)).toEqual(['start', 'aborted']);
      checkRules(list, spec, info);
    });

    it('stops between two passes, keeps what there is, and runs again', async () => {
      const most = subject.kind === 'live' ? 100 : RESULTS;
      const long = contractSpec(subject.lane, most);
      const stop = new AbortController();
      const list = await collect(engine, long, stop.signal, (event) => {
        if (isResult(event)) stop.abort();
      });
      const trace = checkRules(list, long, info);
      expect(trace.end?.type).toBe('aborted');
      const results = trace.tokens.length + trace.steps.length;
      expect(results).toBeGreaterThanOrEqual(1);
      expect(results).toBeLessThan(most);
      const after = checkRules(await collect(engine, spec), spec, info);
      expect(after.end?.type).toBe('done');
    });

    it('lets its consumer leave early, and runs again', async () => {
      for await (const event of engine.run(spec, never)) if (isResult(event)) break;
      const next = contractSpec(subject.lane);
      expect(checkRules(await collect(engine, next), next, info).end?.type).toBe('done');
    });

    it('refuses the other lane in the stream, with a code', async () => {
      const other = contractSpec(subject.lane === 'language' ? 'diffusion' : 'language');
      const last = (await collect(engine, other)).at(-1);
      expect(last).toMatchObject({ type: 'error', error: { code: 'bad-input' } });
    });

    it('answers at once when the same is loaded again', async () => {
      expect(await engine.load({ ...subject.options }, quiet, never)).toEqual(info);
    });

    if (subject.kind === 'replay') return;

    it('tells its progress by phases, each never falling and ending at its total', () => {
      const phases = progress.map(({ phase }) => phase);
      expect([...new Set(phases)]).toEqual(['runtime', 'weights', 'prepare', 'warm-up']);
      const ends = progress.filter(({ phase }, i) => progress[i + 1]?.phase !== phase);
      expect(ends).toHaveLength(4);
      for (const { loaded, total } of ends) expect(loaded).toBe(total);
      progress.forEach((now, i) => {
        const before = progress[i - 1];
        if (before?.phase === now.phase) expect(now.loaded).toBeGreaterThanOrEqual(before.loaded);
        expect(now.label).not.toBe('');
        expect(now.next === '').toBe(now.phase === 'warm-up');
      });
    });

    it('keeps the code of a bad input', async () => {
      const blank = { ...spec, prompt: ' \n' };
      const trace = checkRules(await collect(engine, blank), blank, info);
      expect(trace.end).toMatchObject({ type: 'error', error: { code: 'bad-input' } });
    });

    it('takes turns with others, and gives its turn back when stopped', async () => {
      const taking = { ...spec, policy: 'turns' as const };
      const stop = new AbortController();
      await collect(engine, taking, stop.signal, (event) => {
        if (isResult(event)) stop.abort();
      });
      const whole = { ...contractSpec(subject.lane), policy: 'turns' as const };
      expect(checkRules(await collect(engine, whole), whole, info).end?.type).toBe('done');
      // The worker's release reaches this page a moment after its last event.
      await expect.poll(async () => (await navigator.locks.query()).held).toEqual([]);
    });

    it('is as before after a load that failed or was stopped', async () => {
      const { options } = subject;
      const missing = await failure(engine.load({ ...options, model: 'no-such' }, quiet, never));
      expect(missing.code).toBe('model-fetch');
      const unnamed = await failure(engine.load({ ...options, model: '../x' }, quiet, never));
      expect(unnamed.code).toBe('bad-input');
      const stop = new AbortController();
      const stopped = engine.load({ ...options, threads: 1 }, () => stop.abort(), stop.signal);
      expect((await failure(stopped)).code).toBe('aborted');
      expect(await engine.load(options, quiet, never)).toEqual(info);
      expect(checkRules(await collect(engine, spec), spec, info).end?.type).toBe('done');
    });

    it('throws when it is run with nothing loaded', async () => {
      const empty = subject.make();
      expect((await failure(collect(empty, spec))).code).toBe('internal');
      await empty.dispose();
      expect((await failure(collect(empty, spec))).code).toBe('internal');
    });
  });
}
