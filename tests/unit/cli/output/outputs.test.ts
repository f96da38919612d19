import { PNG } from 'pngjs';
import { describe, expect, test } from 'vitest';
import {
  complaints,
  filmstripPng,
  imagePng,
  lanesOf,
  runReport,
} from '../../../../cli/output/outputs';
import { toByte } from '../../../../src/core/image';
import { diffusionTrace, engineInfo, languageTrace } from '../../../helpers/traces';

const lm = languageTrace({ tokens: 5 });
const diffusion = diffusionTrace({ size: 8, spec: { steps: 3 } });

describe('run.json', () => {
  const report = runReport({ lm, diffusion });

  test('has exactly the documented fields', () => {
    expect(Object.keys(report)).toEqual([
      ...['version', 'prompt', 'seed', 'threads', 'backend', 'adapter', 'knownAnswer'],
      ...['promptIds', 'text', 'tokens', 'steps', 'metrics'],
    ]);
    expect(Object.keys(report.tokens[0] ?? {})).toEqual([
      ...['id', 'text', 'logprob', 'entropy', 'ms'],
    ]);
    expect(Object.keys(report.steps[0] ?? {})).toEqual(['index', 'sigma', 'nfe', 'ms']);
    expect(Object.keys(report.metrics)).toEqual([
      ...['ttftMs', 'prefillTokensPerSecond', 'decodeTokensPerSecond', 'msPerStep', 'imageMs'],
    ]);
  });

  test('tells what was typed and generated', () => {
    expect(report).toMatchObject({
      version: 1,
      prompt: 'a green dragon',
      seed: 7,
      threads: 2,
      backend: { lm: 'wasm', diffusion: 'wasm' },
      adapter: null,
      knownAnswer: { lm: true, diffusion: true },
      promptIds: [1, 4093, 198, 2],
      text: 'A green dragon is a',
    });
    expect(report.tokens.map(({ text }) => text).join('')).toBe(report.text);
    expect(report.tokens[1]).toEqual({
      id: lm.tokens[1]?.id,
      text: ' green',
      logprob: lm.tokens[1]?.logprob,
      entropy: lm.tokens[1]?.entropy,
      ms: 22,
    });
    expect(report.steps.map(({ index, nfe, ms }) => [index, nfe, ms])).toEqual([
      [0, 2, 90],
      [1, 2, 90],
      [2, 2, 90],
    ]);
    expect(report.metrics.ttftMs).toBe(195);
    expect(report.metrics.decodeTokensPerSecond).toBeCloseTo(1000 / ((297 - 195) / 4));
    expect(report.metrics.imageMs).toBe(330);
  });

  test('names the adapter of whichever lane has one, in three fields', () => {
    const adapter = {
      vendor: 'google',
      architecture: 'swiftshader',
      description: 'SwiftShader',
      software: true,
      f16: false,
    };
    const onGpu = diffusionTrace({ engine: { backend: 'webgpu', threads: 0, adapter } });
    expect(runReport({ lm, diffusion: onGpu })).toMatchObject({
      backend: { lm: 'wasm', diffusion: 'webgpu' },
      adapter: { vendor: 'google', architecture: 'swiftshader', software: true },
    });
    expect(runReport({ lm, diffusion: onGpu }).adapter).not.toHaveProperty('description');
  });

  test('a run that got nowhere has empty lists and nulls, and is still JSON', () => {
    const report = runReport({
      lm: languageTrace({ tokens: 0, end: { type: 'aborted' } }),
      diffusion: diffusionTrace({ steps: 0, end: { type: 'aborted' } }),
    });
    expect(JSON.parse(JSON.stringify(report))).toMatchObject({
      text: '',
      tokens: [],
      steps: [],
      metrics: { ttftMs: null, decodeTokensPerSecond: null, msPerStep: null, imageMs: null },
    });
  });
});

describe('what keeps a run from being a success', () => {
  test('nothing, when both lanes finished and match', () => {
    expect(complaints({ lm, diffusion })).toEqual([]);
  });

  test('a lane that failed, was stopped, or is wrong on this device', () => {
    const error = { code: 'device-lost', message: 'The GPU went away.', hint: '' } as const;
    const failed = languageTrace({ end: { type: 'error', error } });
    const stopped = diffusionTrace({ steps: 2, end: { type: 'aborted' } });
    expect(complaints({ lm: failed, diffusion: stopped })).toEqual([
      'The language lane failed: The GPU went away.',
      'The diffusion lane did not finish.',
    ]);
    const { knownAnswer } = engineInfo('language');
    const wrong = languageTrace({ engine: { knownAnswer: { ...knownAnswer, ok: false } } });
    expect(complaints({ lm: wrong, diffusion })).toEqual([expect.stringMatching(/known answer/)]);
  });

  test('a lane that is missing', () => {
    expect(() => lanesOf([lm])).toThrow(/no diffusion lane/);
    expect(() => lanesOf([])).toThrow(/no language lane/);
    expect(lanesOf([diffusion, lm])).toEqual({ lm, diffusion });
  });
});

describe('pictures', () => {
  const pixel = (png: PNG, x: number, y: number) => [
    ...png.data.subarray((y * png.width + x) * 4, (y * png.width + x) * 4 + 4),
  ];
  const channel = (tensor: Float32Array | undefined, x: number, y: number, gain = 1) =>
    [0, 1, 2].map((c) => toByte((tensor?.[c * 64 + y * 8 + x] ?? NaN) * gain));

  test('the image is the last predicted x0 at its own size', () => {
    const png = PNG.sync.read(imagePng(diffusion));
    expect([png.width, png.height]).toEqual([8, 8]);
    const last = diffusion.steps[2]?.denoised;
    expect(pixel(png, 1, 5)).toEqual([...channel(last, 1, 5), 255]);
    expect(pixel(png, 6, 0)).toEqual([...channel(last, 6, 0), 255]);
  });

  test('the filmstrip has a column for each step, sample above predicted x0', () => {
    const png = PNG.sync.read(filmstripPng(diffusion));
    expect([png.width, png.height]).toEqual([24, 16]);
    const step = diffusion.steps[1];
    const gain = 1 / Math.sqrt((step?.sigma ?? NaN) ** 2 + 1);
    expect(pixel(png, 8 + 3, 2)).toEqual([...channel(step?.x, 3, 2, gain), 255]);
    expect(pixel(png, 8 + 3, 8 + 2)).toEqual([...channel(step?.denoised, 3, 2), 255]);
  });

  test('without a step there is no picture, and that is said', () => {
    const none = diffusionTrace({ steps: 0, end: null });
    expect(() => imagePng(none)).toThrow(/no step/);
    expect(() => filmstripPng(none)).toThrow(/no step/);
  });
});
