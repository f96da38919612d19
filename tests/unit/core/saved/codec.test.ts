import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { decodeRun, encodeRun, RUN_VERSION, salvageRun } from '../../../../src/core/saved/codec';
import { EngineError } from '../../../../src/core/errors';
import { toByte, toRgba } from '../../../../src/core/image';
import { diffusionMetrics, languageMetrics } from '../../../../src/core/run/metrics';
import { textOf, type Trace } from '../../../../src/core/run/trace';
import { diffusionTraces, languageTraces } from '../../../helpers/arbitrary';
import { diffusionTrace, languageTrace } from '../../../helpers/traces';

// Property tests on a busy machine.
vi.setConfig({ testTimeout: 60_000 });

const createdAt = '2026-11-25T10:00:00.000Z';
const userAgent = 'test browser';
const save = (...traces: Trace[]) => encodeRun({ createdAt, userAgent, traces });
const load = (bytes: Uint8Array) => decodeRun(bytes).traces;
const only = (bytes: Uint8Array) => load(bytes)[0] as Trace;

/** The reason of the refusal; anything but an EngineError `bad-input` fails the test. */
function refusal(bytes: Uint8Array): string {
  try {
    decodeRun(bytes);
  } catch (error) {
    expect(error).toBeInstanceOf(EngineError);
    expect((error as EngineError).code).toBe('bad-input');
    return (error as EngineError).message;
  }
  throw new Error('was read');
}

/** The same file with its JSON header changed; the binary part stays. */
function withHeader(bytes: Uint8Array, change: (header: ReturnType<typeof headerOf>) => void) {
  const length = new DataView(bytes.buffer, bytes.byteOffset).getUint32(12, true);
  const header = headerOf(bytes);
  change(header);
  const json = new TextEncoder().encode(JSON.stringify(header));
  const result = new Uint8Array(bytes.length - length + json.length);
  result.set(bytes.subarray(0, 16));
  new DataView(result.buffer).setUint32(12, json.length, true);
  result.set(json, 16);
  result.set(bytes.subarray(16 + length), 16 + json.length);
  return result;
}

function headerOf(bytes: Uint8Array) {
  const length = new DataView(bytes.buffer, bytes.byteOffset).getUint32(12, true);
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  return JSON.parse(new TextDecoder().decode(bytes.subarray(16, 16 + length))) as any;
}

describe('a saved run', () => {
  it('gives back a language run exactly, candidates to float32', () => {
    fc.assert(
      fc.property(languageTraces, (trace) => {
        expect(only(save(trace))).toEqual(trace);
      }),
    );
  });

  it('gives back a picture run exactly but for its frames', () => {
    fc.assert(
      fc.property(diffusionTraces, (trace) => {
        const back = only(save(trace));
        const bare = (t: Trace) => ({
          ...t,
          steps: t.steps.map(({ x, denoised, promptDelta, ...rest }) => ({
            ...rest,
            n: [x.length, denoised.length, promptDelta?.length],
          })),
        });
        expect(bare(back)).toEqual(bare(trace));
      }),
    );
  });

  it('keeps the shown bytes of denoised to the bit, x and promptDelta within half a level', () => {
    const near = (now: Float32Array | null, then: Float32Array | null) => {
      const level = then ? (Math.max(...then) - Math.min(...then)) / 255 : 0;
      then?.forEach((value, k) =>
        expect(Math.abs((now?.[k] ?? NaN) - value)).toBeLessThanOrEqual(level / 2 + 1e-4),
      );
    };
    fc.assert(
      fc.property(diffusionTraces, (trace) => {
        const back = only(save(trace));
        trace.steps.forEach((step, i) => {
          const { x, denoised, promptDelta } = back.steps[i] as Trace['steps'][number];
          expect(toRgba(denoised)).toEqual(toRgba(step.denoised));
          near(x, step.x);
          near(promptDelta, step.promptDelta);
        });
      }),
    );
  });

  it('keeps every one of the 256 byte values', () => {
    const trace = diffusionTrace({ size: 16, spec: { steps: 1 } });
    const denoised = Float32Array.from({ length: 768 }, (_, i) => (i % 256) / 127.5 - 1);
    const changed = { ...trace, steps: trace.steps.map((step) => ({ ...step, denoised })) };
    const back = only(save(changed)).steps[0]?.denoised ?? [];
    expect([...back].map(toByte)).toEqual([...denoised].map(toByte));
  });

  it('holds both lanes, with their figures and their text', () => {
    const [text, picture] = [languageTrace(), diffusionTrace()];
    const back = decodeRun(save(text, picture));
    expect(back).toMatchObject({ version: RUN_VERSION, createdAt, userAgent });
    expect(back.traces.map(({ lane }) => lane)).toEqual(['language', 'diffusion']);
    expect(textOf(back.traces[0] as Trace)).toBe(textOf(text));
    expect(languageMetrics(back.traces[0] as Trace)).toEqual(languageMetrics(text));
    expect(diffusionMetrics(back.traces[1] as Trace)).toEqual(diffusionMetrics(picture));
  });

  it('takes less than 2 MB for 200 tokens and 50 steps', () => {
    const bytes = save(
      languageTrace({ tokens: 200, candidates: 20 }),
      diffusionTrace({ spec: { steps: 50 } }),
    );
    expect(bytes.length).toBeLessThan(2_000_000);
  });

  it('can be saved when a figure is infinite, and when a frame broke', () => {
    const text = languageTrace({
      engine: { knownAnswer: { ok: false, worst: NaN, tolerance: 1, what: 'logits' } },
    });
    expect(only(save(text)).engine.knownAnswer.worst).toBe(Number.MAX_VALUE);
    const picture = diffusionTrace({ size: 4, spec: { steps: 1 } });
    picture.steps[0]?.x.set([NaN, Infinity, -Infinity]);
    const x = only(save(picture)).steps[0]?.x ?? [];
    expect([...x].every((value) => Number.isFinite(value))).toBe(true);
  });

  it('can be read from the middle of a larger buffer', () => {
    const bytes = save(languageTrace(), diffusionTrace({ size: 4 }));
    const larger = new Uint8Array(bytes.length + 7);
    larger.set(bytes, 5);
    expect(load(larger.subarray(5, 5 + bytes.length))).toEqual(load(bytes));
  });

  it('is refused on encoding when frames differ in size', () => {
    const trace = diffusionTrace({ size: 4, spec: { steps: 2 } });
    const steps = trace.steps.map((step, i) => (i ? { ...step, x: new Float32Array(3) } : step));
    expect(() => save({ ...trace, steps })).toThrow(/differ in size/);
  });
});

describe('of a file that is cut off', () => {
  const text = languageTrace({ tokens: 6, candidates: 3 });
  const picture = diffusionTrace({ size: 4, spec: { steps: 5 } });
  const file = save(text, picture);
  const whole = load(file);
  const body = 16 + new DataView(file.buffer).getUint32(12, true);

  it('all whole tokens and steps are given, and an end that says so', () => {
    fc.assert(
      fc.property(fc.integer({ min: body, max: file.length - 1 }), (length) => {
        const { run, missing } = salvageRun(file.subarray(0, length));
        expect(missing).toBe(file.length - length);
        const left = length - body;
        const tokens = Math.min(6, Math.floor(left / (3 * 16)));
        const steps = Math.max(0, Math.floor((left - 6 * 3 * 16) / (3 * 48)));
        expect(run.traces.map((t) => [t.tokens.length, t.steps.length])).toEqual([
          [tokens, 0],
          [0, steps],
        ]);
        run.traces.forEach((trace, i) => {
          const { tokens, steps, end } = whole[i] as Trace;
          expect(trace.tokens).toEqual(tokens.slice(0, trace.tokens.length));
          expect(trace.steps).toEqual(steps.slice(0, trace.steps.length));
          const complete =
            trace.tokens.length === tokens.length && trace.steps.length === steps.length;
          if (complete) expect(trace.end).toEqual(end);
          else expect(trace.end).toMatchObject({ type: 'error', error: { code: 'bad-input' } });
        });
      }),
    );
  });

  it('nothing is missing of a whole one', () => {
    expect(salvageRun(file)).toEqual({ run: decodeRun(file), missing: 0 });
  });

  it('results that cannot be there are missing, and take no memory', () => {
    const huge = withHeader(file, (h) => (h.traces[0].tokens[2].candidates = 0xffffffff));
    const { run, missing } = salvageRun(huge);
    expect(missing).toBeGreaterThan(6e10);
    // What follows cannot be told apart from what is missing.
    expect(run.traces.map((t) => [t.tokens.length, t.steps.length])).toEqual([
      [2, 0],
      [0, 0],
    ]);
  });
});

it('a run saved before tokens had a logSum and steps a promptDelta is read', () => {
  const spec = { steps: 2, guidance: 1 };
  const older = withHeader(save(languageTrace(), diffusionTrace({ size: 4, spec })), (h) => {
    // eslint-disable-next-line @typescript-eslint/no-explicit-any
    h.traces[0].tokens.forEach((token: any) => delete token.logSum);
    // eslint-disable-next-line @typescript-eslint/no-explicit-any
    h.traces[1].steps.forEach((step: any) => delete step.delta);
  });
  const [text, picture] = load(older);
  expect(text?.tokens.map(({ logSum }) => logSum)).toEqual(text?.tokens.map(() => null));
  expect(picture?.steps.map(({ promptDelta }) => promptDelta)).toEqual([null, null]);
});

describe('what is not a saved run is refused with the reason', () => {
  const file = save(languageTrace(), diffusionTrace({ size: 8, spec: { steps: 3 } }));

  it('nothing, another file, a newer version, version 0', () => {
    expect(refusal(new Uint8Array())).toMatch(/does not begin/);
    expect(refusal(new TextEncoder().encode('<!doctype html><title>Not found'))).toMatch(/begin/);
    const newer = file.slice();
    newer[8] = RUN_VERSION + 1;
    expect(refusal(newer)).toMatch(/newer version.*format 2/);
    const zero = file.slice();
    zero[8] = 0;
    expect(refusal(zero)).toMatch(/format 0/);
  });

  it('cut off at every place', () => {
    for (let length = 0; length < file.length; length += 97)
      expect(refusal(file.subarray(0, length))).toMatch(/not a saved run/);
    expect(refusal(file.subarray(0, file.length - 1))).toMatch(/cut off/);
  });

  it('longer than it says', () => {
    const longer = new Uint8Array(file.length + 1);
    longer.set(file);
    expect(refusal(longer)).toMatch(/longer than it says/);
  });

  it('the same run twice', () => {
    const [text, picture] = [languageTrace(), diffusionTrace({ size: 4 })];
    expect(refusal(save(text, picture, text))).toMatch(/same run twice/);
  });

  it('counts that the file has no bytes for', () => {
    const huge = 0xffffffff;
    expect(refusal(withHeader(file, (h) => (h.traces[0].tokens[0].candidates = huge)))).toMatch(
      /cut off/,
    );
    expect(refusal(withHeader(file, (h) => (h.traces[1].frame = 3 * 30_000 ** 2)))).toMatch(
      /cut off/,
    );
    expect(refusal(withHeader(file, (h) => (h.traces[1].frame = huge)))).toMatch(/no pictures/);
    const many = (h: ReturnType<typeof headerOf>) =>
      (h.traces[1].steps = Array.from({ length: 2001 }, () => h.traces[1].steps[0]));
    expect(refusal(withHeader(file, many))).toMatch(/traces\.1\.steps/);
    expect(refusal(withHeader(file, (h) => (h.traces[1].frame = 1e300)))).toMatch(/frame/);
    const header = file.slice();
    new DataView(header.buffer).setUint32(12, huge, true);
    expect(refusal(header)).toMatch(/cut off in its header/);
  });

  it('figures that are none, and fields that are missing or of another type', () => {
    expect(refusal(withHeader(file, (h) => (h.traces[0].tokens[0].logprob = null)))).toMatch(
      /traces\.0\.tokens\.0\.logprob/,
    );
    expect(refusal(withHeader(file, (h) => (h.traces[1].steps[0].sigma = '1')))).toMatch(/sigma/);
    expect(refusal(withHeader(file, (h) => delete h.traces[0].spec.sampling))).toMatch(/sampling/);
    expect(refusal(withHeader(file, (h) => (h.traces[1].steps[0].high = 1e300)))).toMatch(/high/);
    expect(refusal(withHeader(file, (h) => (h.traces = [])))).toMatch(/traces/);
    expect(refusal(withHeader(file, (h) => (h.traces[1].end.t = 1e300)))).toMatch(/end\.t/);
    expect(refusal(withHeader(file, (h) => (h.createdAt = 'yesterday')))).toMatch(/createdAt/);
  });

  it('a candidate that is no number or names no piece', () => {
    const start = 16 + new DataView(file.buffer).getUint32(12, true);
    const broken = file.slice();
    new DataView(broken.buffer).setFloat32(start + 8, NaN, true);
    expect(refusal(broken)).toMatch(/candidate/);
    const nameless = file.slice();
    new DataView(nameless.buffer).setUint32(start + 4, 1e6, true);
    expect(refusal(nameless)).toMatch(/candidate/);
  });

  it('streams that no engine makes', () => {
    expect(refusal(withHeader(file, (h) => (h.traces[0].tokens[1].t = 0)))).toMatch(/time fell/);
    expect(refusal(withHeader(file, (h) => (h.traces[0].end.t = 0)))).toMatch(/time fell/);
    expect(refusal(withHeader(file, (h) => (h.traces[0].engine.lane = 'diffusion')))).toMatch(
      /other lane/,
    );
    expect(
      refusal(
        withHeader(file, (h) => {
          h.traces[1].spec = h.traces[0].spec;
          h.traces[1].engine.lane = 'language';
        }),
      ),
    ).toMatch(/results of the other lane/);
    expect(refusal(withHeader(file, (h) => (h.traces[1].frame = 2)))).toMatch(/no pictures|longer/);
  });

  it('any damage at all ends in an EngineError or in a whole run', () => {
    const small = save(
      languageTrace({ tokens: 2, candidates: 2 }),
      diffusionTrace({ size: 2, spec: { steps: 2 } }),
    );
    const place = fc.nat(small.length - 1);
    const damage = fc.array(fc.tuple(place, fc.integer({ min: 0, max: 255 })), { minLength: 1 });
    fc.assert(
      fc.property(damage, fc.option(fc.nat(small.length)), (changes, cut) => {
        const bytes = small.slice();
        for (const [at, value] of changes) bytes[at] = value;
        try {
          decodeRun(cut === null ? bytes : bytes.subarray(0, cut));
        } catch (error) {
          expect(error).toBeInstanceOf(EngineError);
        }
      }),
      { numRuns: 2000 },
    );
  });

  it('random bytes after a good beginning', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (tail) => {
        const bytes = new Uint8Array(16 + tail.length);
        bytes.set(file.subarray(0, 12));
        new DataView(bytes.buffer).setUint32(12, tail.length, true);
        bytes.set(tail, 16);
        expect(refusal(bytes)).not.toBe('');
      }),
    );
  });
});
