import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { complaints, remarks, runReport } from '../../../../cli/output/report';
import { fileOf, parseManifest } from '../../../../src/core/manifest';
import { siteModel } from '../../../../src/core/model';
import type { Trace } from '../../../../src/core/run/trace';
import { engineInfo, pictureTrace, textTrace } from '../../../helpers/traces';

const text = textTrace({ tokens: 5 });
const picture = pictureTrace({ size: 8, spec: { steps: 3 } });
const saved = (...traces: Trace[]) => ({
  createdAt: '2026-11-26T10:00:00.000Z',
  userAgent: 'test browser',
  traces,
});

describe('run.json', () => {
  const report = runReport(saved(text, picture));

  test('has exactly the documented fields', () => {
    expect(Object.keys(report).sort()).toEqual(
      [
        ...['version', 'createdAt', 'userAgent', 'prompt', 'seed', 'threads', 'adapter'],
        ...['text', 'tokens', 'steps', 'metrics', 'lanes'],
      ].sort(),
    );
    const common = ['lane', 'mechanism', 'spec', 'engine', 'warm', 'startedAt', 'end'];
    expect(report.lanes.map((lane) => Object.keys(lane))).toEqual([
      [...common, 'metrics', 'prompt', 'text', 'tokens', 'settings'],
      [...common, 'metrics', 'encoded', 'steps', 'settings'],
    ]);
  });

  test('keeps at the top what version 1 had there', () => {
    expect(report).toMatchObject({
      ...{ version: 2, prompt: 'a green dragon', seed: 7, threads: 2, adapter: null },
      text: 'A green dragon is a',
    });
    const [tokens, steps] = [report['tokens'], report['steps']] as Record<string, unknown>[][];
    expect(tokens?.map((token) => token['text']).join('')).toBe(report['text']);
    expect(tokens?.[1]).toMatchObject({
      ...{ id: text.results[1]?.id, text: ' green', ms: 22 },
      ...{ logprob: text.results[1]?.logprob, entropy: text.results[1]?.entropy },
    });
    expect(steps?.map(({ index, nfe, ms }) => [index, nfe, ms])).toEqual([
      [0, 2, 90],
      [1, 2, 90],
      [2, 2, 90],
    ]);
    expect(steps?.[1]?.['sigma']).toBe(picture.results[1]?.sigma);
    expect(report.metrics['ttftMs']).toBe(195);
    expect(report.metrics['decodeTokensPerSecond']).toBeCloseTo(1000 / ((297 - 195) / 4));
    expect(report.metrics['imageMs']).toBe(330);
  });

  test('tells of each lane its settings, draws and candidates', () => {
    const [a, b] = report.lanes;
    expect(a?.settings).toEqual({
      ...{ task: 'Describe {prompt} in two sentences.', tokens: 48 },
      ...{ temperature: 0.7, topk: 40, topp: 0.95, minp: 0, penalty: 1.1 },
      control: 'text',
    });
    expect(b?.settings).toEqual({
      ...{ sampler: 'euler', schedule: 'karras', steps: 3, guidance: 3, style: 0 },
    });
    const tokens = a?.['tokens'] as { draw: number; candidates: unknown[]; ms: number }[];
    expect(tokens.map(({ draw }) => draw)).toEqual(text.results.map(({ draw }) => draw));
    expect(tokens[0]?.candidates).toEqual(text.results[0]?.candidates);
    expect(tokens[0]?.ms).toBe(190);
    expect(a?.['prompt']).toMatchObject({ ids: [1, 4093, 198, 2] });
  });

  test('names the style where the model is the one that this checkout has', () => {
    const path = 'public/models/emoji-denoiser/manifest.json';
    const manifest = parseManifest(JSON.parse(readFileSync(path, 'utf8')), path);
    const { sha256 } = fileOf(manifest, 'weights');
    const styled = (sha: string) =>
      runReport(
        saved(
          pictureTrace({
            spec: { steps: 1, style: 4 },
            engine: { model: { ...siteModel('emoji-denoiser'), name: 'Emoji', sha256: sha } },
          }),
        ),
      ).lanes[0]?.settings['style'];
    expect(styled(sha256)).toBe('noto');
    expect(styled('0'.repeat(64))).toBe(4);
  });

  test('of two lanes of one mechanism the first is at the top, both are in the list', () => {
    const second = textTrace({ tokens: 2, spec: { lane: 'b', maxTokens: 9 } });
    const report = runReport(saved(text, second));
    expect(report['tokens']).toHaveLength(5);
    expect(report.metrics['tokens']).toBe(5);
    expect(report.lanes.map(({ lane, metrics }) => [lane, metrics['tokens']])).toEqual([
      ['a', 5],
      ['b', 2],
    ]);
    expect(report).not.toHaveProperty('steps');
  });

  test('names the adapter of whichever lane has one, in three fields', () => {
    const adapter = {
      ...{ vendor: 'google', architecture: 'swiftshader', description: 'SwiftShader' },
      ...{ software: true, f16: false },
    };
    const onGpu = pictureTrace({ engine: { backend: 'webgpu', threads: 0, adapter } });
    const report = runReport(saved(text, onGpu));
    expect(report.adapter).toEqual({
      ...{ vendor: 'google', architecture: 'swiftshader', software: true },
    });
    expect(report.lanes[1]?.engine).toMatchObject({ backend: 'webgpu', adapter });
  });

  test('a run that got nowhere has empty lists and nulls, and is still JSON', () => {
    const report = runReport(
      saved(
        textTrace({ tokens: 0, end: { type: 'aborted' } }),
        pictureTrace({ steps: 0, end: { type: 'aborted' } }),
      ),
    );
    expect(JSON.parse(JSON.stringify(report))).toMatchObject({
      ...{ text: '', tokens: [], steps: [] },
      metrics: { ttftMs: null, decodeTokensPerSecond: null, msPerStep: null, imageMs: null },
    });
    expect(() => runReport(saved())).toThrow(/no lane/);
  });
});

describe('what keeps a run from being a success', () => {
  test('nothing, when every lane finished and matches; one lane is enough', () => {
    expect(complaints([text, picture])).toEqual([]);
    expect(complaints([picture])).toEqual([]);
  });

  test('a lane that failed, was stopped, or is wrong on this device', () => {
    const error = { code: 'device-lost', message: 'The GPU went away.', hint: '' } as const;
    const failed = textTrace({ end: { type: 'error', error } });
    const stopped = pictureTrace({ steps: 2, end: { type: 'aborted' } });
    expect(complaints([failed, stopped])).toEqual([
      'Lane a (Tiny Llama) failed: The GPU went away.',
      'Lane b (Tiny denoiser) did not finish.',
    ]);
    const { knownAnswer } = engineInfo('autoregression');
    if (!knownAnswer) throw new Error('the helper has a known answer');
    const wrong = textTrace({ engine: { knownAnswer: { ...knownAnswer, ok: false } } });
    expect(complaints([wrong, picture])).toEqual([expect.stringMatching(/known answer/)]);
  });

  test('a model without a stored answer is told of, and is no fault', () => {
    const unchecked = textTrace({ engine: { knownAnswer: null } });
    expect(complaints([unchecked])).toEqual([]);
    expect(remarks([unchecked, picture])).toEqual([
      'Lane a (Tiny Llama) was not checked: no stored answer.',
    ]);
  });
});
