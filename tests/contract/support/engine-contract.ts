/**
 * The contract of `core/run/engine.ts`, told once: every engine passes it, in process, behind a worker
 * and as a replay. What an engine computes is tested elsewhere.
 */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Engine, LoadOptions, LoadProgress } from '../../../src/core/run/engine';
import { EngineError } from '../../../src/core/errors';
import { MECHANISMS_KNOWN } from '../../../src/core/ids';
import type { Mechanism } from '../../../src/core/mechanism/mechanism';
import { initialValues } from '../../../src/core/mechanism/settings';
import { siteModel, type SettingValues } from '../../../src/core/model';
import type { EngineInfo, RunEvent, RunSpec } from '../../../src/core/run/run';
import { isTerminal } from '../../../src/core/run/run';
import { append, type Trace } from '../../../src/core/run/trace';
import { PASS_LOCK } from '../../../src/engines/runtime/pass-lock';

export interface Subject {
  readonly name: string;
  readonly mechanism: Mechanism;
  /** Settings of a run that yields exactly so many results, or `whole`. */
  values(results: number): SettingValues;
  /** Results of every whole run, where no setting says how many. */
  readonly whole?: number;
  /** A replay has nothing to fetch and plays what it has, whatever is asked. */
  readonly kind: 'live' | 'replay';
  readonly options: LoadOptions;
  /** A new engine with nothing loaded. */
  make(): Engine;
}

const never = new AbortController().signal;
const quiet = () => undefined;
/** Of a whole run. */
const RESULTS = 5;
let runs = 0;

/** A run of exactly so many results. */
export function contractSpec(
  { mechanism, values }: Pick<Subject, 'mechanism' | 'values'>,
  results = RESULTS,
): RunSpec {
  const common = {
    lane: 'a',
    runId: `contract-${++runs}`,
    seed: 7,
    policy: 'alone' as const,
    epoch: performance.timeOrigin + performance.now(),
    prompt: 'a green dragon',
  };
  return mechanism.spec(common, { ...initialValues(mechanism.settings), ...values(results) });
}

const isResult = (event: RunEvent) => event.type === 'result';

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
  expect(trace.spec).toMatchObject({
    runId: spec.runId,
    epoch: spec.epoch,
    mechanism: spec.mechanism,
  });
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
function substance({ results, end }: Trace): unknown {
  const bare = results.map(({ passes, ...result }) => ({
    ...{ ...result, t: 0 },
    passes: passes.map(({ kind, size }) => [kind, size]),
  }));
  return { results: bare, end: end?.type };
}

export function engineContract(subject: Subject): void {
  describe(`${subject.mechanism.id} ${subject.name}`, () => {
    let engine: Engine;
    let info: EngineInfo;
    let spec: RunSpec;
    const progress: LoadProgress[] = [];
    beforeAll(async () => {
      engine = subject.make();
      info = await engine.load(subject.options, (p) => progress.push({ ...p }), never);
    }, 120_000);
    beforeEach(() => {
      spec = contractSpec(subject);
    });
    afterAll(() => engine.dispose());

    it('says what it is', () => {
      expect(info.mechanism).toBe(subject.mechanism.id);
      if (subject.kind === 'replay') return;
      const { model, runtime } = subject.options;
      expect(info).toMatchObject({ model, runtimeId: runtime });
      if (info.knownAnswer) expect(info.knownAnswer).toMatchObject({ ok: true });
    });

    it('tells a whole run by the rules of the stream', async () => {
      const trace = checkRules(await collect(engine, spec), spec, info);
      expect(trace.end?.type).toBe('done');
      expect(trace.results).toHaveLength(subject.whole ?? RESULTS);
      const kinds = Object.keys(subject.mechanism.passes);
      for (const { passes, t } of trace.results) {
        expect(passes.length).toBeGreaterThan(0);
        for (const { kind, start, ms } of passes) {
          expect(kinds).toContain(kind);
          expect(start + ms).toBeLessThanOrEqual(t + 1e-6);
        }
      }
    });

    it('tells the same run twice', async () => {
      const once = checkRules(await collect(engine, spec), spec, info);
      const other = contractSpec(subject);
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
      const most = subject.whole ?? (subject.kind === 'live' ? 100 : RESULTS);
      const long = contractSpec(subject, most);
      const stop = new AbortController();
      const list = await collect(engine, long, stop.signal, (event) => {
        if (isResult(event)) stop.abort();
      });
      const trace = checkRules(list, long, info);
      expect(trace.end?.type).toBe('aborted');
      expect(trace.results.length).toBeGreaterThanOrEqual(1);
      expect(trace.results.length).toBeLessThan(most);
      const after = checkRules(await collect(engine, spec), spec, info);
      expect(after.end?.type).toBe('done');
    });

    it('lets its consumer leave early, and runs again', async () => {
      for await (const event of engine.run(spec, never)) if (isResult(event)) break;
      const next = contractSpec(subject);
      expect(checkRules(await collect(engine, next), next, info).end?.type).toBe('done');
    });

    it('refuses another mechanism in the stream, with a code', async () => {
      const mechanism = MECHANISMS_KNOWN.find((id) => id !== subject.mechanism.id);
      if (!mechanism) throw new Error('there is no other');
      const last = (await collect(engine, { ...spec, mechanism })).at(-1);
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
      const whole = { ...contractSpec(subject), policy: 'turns' as const };
      expect(checkRules(await collect(engine, whole), whole, info).end?.type).toBe('done');
      // The worker's release reaches this page a moment after its last event.
      // A worker holds one of its own for as long as it lives.
      const turns = async () =>
        (await navigator.locks.query()).held?.filter(({ name }) => name === PASS_LOCK);
      await expect.poll(turns).toEqual([]);
    });

    it('is as before after a load that failed or was stopped', async () => {
      const { options } = subject;
      const missing = await failure(
        engine.load({ ...options, model: siteModel('no-such') }, quiet, never),
      );
      expect(missing.code).toBe('model-fetch');
      const unnamed = await failure(
        engine.load({ ...options, model: siteModel('../x') }, quiet, never),
      );
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
