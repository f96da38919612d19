import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { decodeRun, encodeRun, RUN_VERSION, salvageRun } from '../../../../src/core/saved/codec';
import { EngineError } from '../../../../src/core/errors';
import { toByte, toRgba } from '../../../../src/core/image';
import type { DiffusionTrace } from '../../../../src/core/diffusion/spec';
import type { Trace } from '../../../../src/core/run/trace';
import { pictureTraces, textTraces } from '../../../helpers/arbitrary';
import { soonAndInWords } from '../../../helpers/hostile';
import { figures, pictureTrace, textOf, textTrace } from '../../../helpers/traces';

// Property tests on a busy machine.
vi.setConfig({ testTimeout: 60_000 });

const createdAt = '2026-11-25T10:00:00.000Z';
const userAgent = 'test browser';
const save = (...traces: Trace[]) => encodeRun({ createdAt, userAgent, traces });
const load = (bytes: Uint8Array) => decodeRun(bytes).traces;
const only = <T extends Trace = Trace>(bytes: Uint8Array) => load(bytes)[0] as T;
const onlyPicture = (bytes: Uint8Array) => only<DiffusionTrace>(bytes);

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
function withHeader(bytes: Uint8Array, change: (header: Header) => void) {
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

/** Of a file that a test damages. */
type Header = ReturnType<typeof headerOf>;

function headerOf(bytes: Uint8Array) {
  const length = new DataView(bytes.buffer, bytes.byteOffset).getUint32(12, true);
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  return JSON.parse(new TextDecoder().decode(bytes.subarray(16, 16 + length))) as any;
}

describe('a saved run', () => {
  it('gives back a text exactly, candidates to float32', () => {
    fc.assert(
      fc.property(textTraces, (trace) => {
        expect(only(save(trace))).toEqual(trace);
      }),
    );
  });

  it('gives back a picture exactly but for its frames', () => {
    fc.assert(
      fc.property(pictureTraces, (trace) => {
        const back = onlyPicture(save(trace));
        const bare = (t: DiffusionTrace) => ({
          ...t,
          results: t.results.map(({ x, denoised, promptDelta, ...rest }) => ({
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
      fc.property(pictureTraces, (trace) => {
        const back = onlyPicture(save(trace));
        trace.results.forEach((step, i) => {
          const { x, denoised, promptDelta } = back.results[i] as typeof step;
          expect(toRgba(denoised)).toEqual(toRgba(step.denoised));
          near(x, step.x);
          near(promptDelta, step.promptDelta);
        });
      }),
    );
  });

  it('keeps every one of the 256 byte values', () => {
    const trace = pictureTrace({ size: 16, spec: { steps: 1 } });
    const denoised = Float32Array.from({ length: 768 }, (_, i) => (i % 256) / 127.5 - 1);
    const changed = { ...trace, results: trace.results.map((step) => ({ ...step, denoised })) };
    const back = onlyPicture(save(changed)).results[0]?.denoised ?? [];
    expect([...back].map(toByte)).toEqual([...denoised].map(toByte));
  });

  it('holds several lanes, with their figures and their text', () => {
    const [text, picture] = [textTrace(), pictureTrace()];
    const back = decodeRun(save(text, picture));
    expect(back).toMatchObject({ createdAt, userAgent });
    expect(back.traces.map(({ spec }) => [spec.lane, spec.mechanism])).toEqual([
      ['a', 'autoregression'],
      ['b', 'diffusion'],
    ]);
    expect(textOf(back.traces[0] as Trace)).toBe(textOf(text));
    expect(figures(back.traces[0] as Trace)).toEqual(figures(text));
    // Samples are saved in 16 bits, which are small steps of the path.
    const { bend, ...others } = figures(picture);
    expect(figures(back.traces[1] as Trace)).toEqual({
      ...others,
      bend: expect.closeTo(Number(bend), 1),
    });
  });

  it('takes less than 2 MB for 200 tokens and 50 steps', () => {
    const bytes = save(
      textTrace({ tokens: 200, candidates: 20 }),
      pictureTrace({ spec: { steps: 50 } }),
    );
    expect(bytes.length).toBeLessThan(2_000_000);
  });

  it('can be saved when a figure is infinite, and when a frame broke', () => {
    const text = textTrace({
      engine: { knownAnswer: { ok: false, worst: NaN, tolerance: 1, what: 'logits' } },
    });
    expect(only(save(text)).engine.knownAnswer?.worst).toBe(Number.MAX_VALUE);
    const picture = pictureTrace({ size: 4, spec: { steps: 1 } });
    picture.results[0]?.x.set([NaN, Infinity, -Infinity]);
    const x = onlyPicture(save(picture)).results[0]?.x ?? [];
    expect([...x].every((value) => Number.isFinite(value))).toBe(true);
  });

  it('can be read from the middle of a larger buffer', () => {
    const bytes = save(textTrace(), pictureTrace({ size: 4 }));
    const larger = new Uint8Array(bytes.length + 7);
    larger.set(bytes, 5);
    expect(load(larger.subarray(5, 5 + bytes.length))).toEqual(load(bytes));
  });

  it('is refused on encoding when frames differ in size', () => {
    const trace = pictureTrace({ size: 4, spec: { steps: 2 } });
    const results = trace.results.map((step, i) =>
      i ? { ...step, x: new Float32Array(3) } : step,
    );
    expect(() => save({ ...trace, results })).toThrow(/differ in size/);
  });
});

describe('of a file that is cut off', () => {
  const text = textTrace({ tokens: 6, candidates: 3 });
  const picture = pictureTrace({ size: 4, spec: { steps: 5 } });
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
        expect(run.traces.map((t) => t.results.length)).toEqual([tokens, steps]);
        run.traces.forEach((trace, i) => {
          const { results, end } = whole[i] as Trace;
          expect(trace.results).toEqual(results.slice(0, trace.results.length));
          if (trace.results.length === results.length) expect(trace.end).toEqual(end);
          else expect(trace.end).toMatchObject({ type: 'error', error: { code: 'bad-input' } });
        });
      }),
    );
  });

  it('nothing is missing of a whole one', () => {
    expect(salvageRun(file)).toEqual({ run: decodeRun(file), missing: 0 });
  });

  it('results that cannot be there are missing, and take no memory', () => {
    const huge = withHeader(file, (h) => {
      h.traces[0].results[2].candidates = 0xffffffff;
      h.body = 7e10;
    });
    const { run, missing } = salvageRun(huge);
    expect(missing).toBeGreaterThan(6e10);
    // What follows cannot be told apart from what is missing.
    expect(run.traces.map((t) => t.results.length)).toEqual([2, 0]);
  });
});

describe('what is not a saved run is refused with the reason', () => {
  const file = save(textTrace(), pictureTrace({ size: 8, spec: { steps: 3 } }));

  it('nothing, another file, a newer version, version 0', () => {
    expect(refusal(new Uint8Array())).toMatch(/does not begin/);
    expect(refusal(new TextEncoder().encode('<!doctype html><title>Not found'))).toMatch(/begin/);
    const newer = file.slice();
    newer[8] = RUN_VERSION + 1;
    expect(refusal(newer)).toMatch(/newer version.*format 3/);
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
    const [text, picture] = [textTrace(), pictureTrace({ size: 4 })];
    expect(refusal(save(text, picture, text))).toMatch(/same run twice/);
  });

  it('counts that the file has no bytes for, or too many', () => {
    const huge = 0xffffffff;
    for (const change of [
      (h: Header) => (h.traces[0].results[0].candidates = huge),
      (h: Header) => (h.traces[0].results[0].candidates -= 1),
      (h: Header) => (h.traces[1].results[2].frame = 3 * 1000 ** 2),
    ])
      expect(refusal(withHeader(file, change))).toMatch(/other bytes than it says|damaged/);
    const frame = (value: number) =>
      refusal(withHeader(file, (h) => (h.traces[1].results[0].frame = value)));
    expect(frame(2)).toMatch(/no pictures/);
    expect(frame(huge)).toMatch(/traces\.1\.results\.0\.frame/);
    expect(frame(1e300)).toMatch(/traces\.1\.results\.0\.frame/);
    const many = (h: Header) => (h.traces[1].results = new Array(10_001).fill({ t: 1 }));
    expect(refusal(withHeader(file, many))).toMatch(/traces\.1\.results/);
    expect(refusal(withHeader(file, (h) => (h.body += 1)))).toMatch(/cut off \(1 byte /);
    const header = file.slice();
    new DataView(header.buffer).setUint32(12, huge, true);
    expect(refusal(header)).toMatch(/larger than any run needs/);
    new DataView(header.buffer).setUint32(12, 40_000_000, true);
    expect(refusal(header)).toMatch(/cut off in its header/);
  });

  it.each([
    ['traces.0.results.0.logprob', (h: Header) => (h.traces[0].results[0].logprob = null)],
    ['traces.1.results.0.sigma', (h: Header) => (h.traces[1].results[0].sigma = '1')],
    ['traces.1.results.0.high', (h: Header) => (h.traces[1].results[0].high = 1e300)],
    ['traces.0.spec.sampling', (h: Header) => delete h.traces[0].spec.sampling],
    ['traces.0.spec.lane', (h: Header) => (h.traces[0].spec.lane = 'language')],
    ['traces.0.spec.mechanism', (h: Header) => (h.traces[0].spec.mechanism = 'magic')],
    ['traces.0.input.ids', (h: Header) => delete h.traces[0].input.ids],
    ['traces.0.input.t', (h: Header) => delete h.traces[0].input.t],
    ['traces.1.engine.runtimeId', (h: Header) => (h.traces[1].engine.runtimeId = 'tvm')],
    ['traces.1.engine.model.source', (h: Header) => (h.traces[1].engine.model.source = 'ftp')],
    ['traces.1.end.t', (h: Header) => (h.traces[1].end.t = 1e300)],
    ['traces.1.end.reason', (h: Header) => (h.traces[1].end.reason = 'steps')],
    ['traces', (h: Header) => (h.traces = [])],
    ['createdAt', (h: Header) => (h.createdAt = 'yesterday')],
  ])('a figure that is none, a field that is missing or of another type: %s', (path, change) => {
    expect(refusal(withHeader(file, change))).toContain(`“${path}”`);
  });

  it('a wrong type in each of 10,000 tokens, at once', async () => {
    const hostile = withHeader(file, (h) => {
      const token = { ...h.traces[0].results[0], logprob: 'no number', candidates: 0 };
      h.traces[0].results = new Array(10_000).fill(token);
    });
    expect(refusal(hostile)).toMatch(/traces\.0\.results\.0\.logprob/);
    expect(await soonAndInWords(() => decodeRun(hostile), 'bad-input')).toBeNull();
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
    expect(refusal(withHeader(file, (h) => (h.traces[0].results[1].t = 0)))).toMatch(/time fell/);
    expect(refusal(withHeader(file, (h) => (h.traces[0].end.t = 0)))).toMatch(/time fell/);
    const other = (h: Header) => (h.traces[0].engine.mechanism = 'diffusion');
    expect(refusal(withHeader(file, other))).toMatch(/engine is of another mechanism/);
    const swapped = (h: Header) => {
      h.traces[1].spec = { ...h.traces[0].spec, lane: 'b' };
      h.traces[1].engine.mechanism = 'autoregression';
    };
    expect(refusal(withHeader(file, swapped))).toMatch(/traces\.1\.input\.ids/);
  });

  it('any damage at all ends in an EngineError or in a whole run', () => {
    const small = save(
      textTrace({ tokens: 2, candidates: 2 }),
      pictureTrace({ size: 2, spec: { steps: 2 } }),
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
