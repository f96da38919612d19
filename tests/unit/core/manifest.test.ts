import { describe, expect, it } from 'vitest';
import { EngineError } from '../../../src/core/errors';
import { fileOf, parseManifest, type ModelManifest } from '../../../src/core/manifest';

const hash = '0123456789abcdef'.repeat(4);
const common = {
  format: 'decode-and-denoise/model',
  version: 1,
  id: 'tiny',
  name: 'Tiny',
  summary: 'For tests.',
  parameters: 1000,
  licence: 'MIT',
  attribution: 'nobody',
  source: { from: 'tests' },
  files: [
    { role: 'weights', path: 'weights.bin', bytes: 10, sha256: hash },
    { role: 'graph', path: 'graph-webgpu.onnx', bytes: 10, sha256: hash, backend: 'webgpu' },
    { role: 'graph', path: 'graph-wasm.onnx', bytes: 10, sha256: hash, backend: 'wasm' },
  ],
};
const language = {
  ...common,
  kind: 'language',
  config: {
    architecture: 'llama',
    layers: 2,
    hidden: 64,
    heads: 4,
    kvHeads: 2,
    headDim: 16,
    ffn: 128,
    vocab: 512,
    context: 256,
    ropeTheta: 1e5,
    stopIds: [2],
  },
};
const denoiser = {
  ...common,
  kind: 'denoiser',
  config: {
    size: 64,
    channels: 3,
    styles: ['any', 'noto'],
    encoder: 'all-minilm-l6-v2',
    sigmaMin: 0.03,
    sigmaMax: 50,
    guidanceMaxSigma: 20,
    clamp: 1,
    defaults: { sampler: 'euler', schedule: 'karras', steps: 20, guidance: 3, style: 1 },
  },
};
const encoder = { ...common, kind: 'text-encoder', config: { hidden: 384, maxTokens: 16 } };

// eslint-disable-next-line @typescript-eslint/no-explicit-any
function changed(base: unknown, change: (copy: any) => void): unknown {
  const copy = structuredClone(base);
  change(copy);
  return copy;
}

describe('a manifest', () => {
  it.each([language, denoiser, encoder])('of a $kind model is read', (manifest) => {
    expect(parseManifest(manifest, 'here')).toEqual(manifest);
  });

  it.each([
    ['null', null, 'the file itself'],
    ['a list', [], 'kind'],
    ['another format', changed(language, (m) => (m.format = 'x')), 'format'],
    ['a newer version', changed(language, (m) => (m.version = 2)), 'version'],
    ['an unknown kind', changed(language, (m) => (m.kind = 'video')), 'kind'],
    ['a config of another kind', { ...language, config: encoder.config }, 'config'],
    ['no files', changed(language, (m) => (m.files = [])), 'files'],
    [
      'a path that leaves the folder',
      changed(language, (m) => (m.files[0].path = '../../x')),
      'files.0.path',
    ],
    [
      'an absolute path',
      changed(language, (m) => (m.files[0].path = '/etc/passwd')),
      'files.0.path',
    ],
    [
      'an address as path',
      changed(language, (m) => (m.files[0].path = 'https://x.test/y')),
      'files.0.path',
    ],
    ['an id with a slash', changed(language, (m) => (m.id = 'a/b')), 'id'],
    ['a short hash', changed(language, (m) => (m.files[1].sha256 = 'abc')), 'files.1.sha256'],
    ['no bytes', changed(language, (m) => (m.files[0].bytes = 0)), 'files.0.bytes'],
    ['half a byte', changed(language, (m) => (m.files[0].bytes = 1.5)), 'files.0.bytes'],
    ['an unknown role', changed(language, (m) => (m.files[0].role = 'virus')), 'files.0.role'],
    [
      'an unknown packing',
      changed(language, (m) => (m.files[0].encoding = 'rar')),
      'files.0.encoding',
    ],
    ['no layers', changed(language, (m) => (m.config.layers = 0)), 'config.layers'],
    ['a negative stop id', changed(language, (m) => (m.config.stopIds = [-1])), 'config.stopIds.0'],
    ['four channels', changed(denoiser, (m) => (m.config.channels = 4)), 'config.channels'],
    [
      'an unknown sampler',
      changed(denoiser, (m) => (m.config.defaults.sampler = 'x')),
      'config.defaults.sampler',
    ],
  ])('with %s is refused, naming the field', (_, value, field) => {
    let error: unknown;
    try {
      parseManifest(value, 'models/tiny/manifest.json');
    } catch (thrown) {
      error = thrown;
    }
    expect(error).toBeInstanceOf(EngineError);
    expect(error).toMatchObject({ code: 'unsupported-model' });
    expect((error as EngineError).message).toContain('models/tiny/manifest.json');
    expect((error as EngineError).message).toContain(field);
    expect((error as EngineError).hint).not.toBe('');
  });
});

describe('fileOf', () => {
  const manifest = parseManifest(language, 'here') as ModelManifest;

  it('finds the file for the backend, or the one that is for both', () => {
    expect(fileOf(manifest, 'graph', 'wasm').path).toBe('graph-wasm.onnx');
    expect(fileOf(manifest, 'graph', 'webgpu').path).toBe('graph-webgpu.onnx');
    expect(fileOf(manifest, 'weights', 'webgpu').path).toBe('weights.bin');
  });

  it('says what is not listed', () => {
    expect(() => fileOf(manifest, 'golden')).toThrow(/Tiny lists no golden/);
    const wasm = { ...manifest, files: manifest.files.filter((f) => f.backend !== 'webgpu') };
    expect(() => fileOf(wasm, 'graph', 'webgpu')).toThrow(/no graph for webgpu/);
  });
});
