import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EngineError } from '../../../src/core/errors';
import { catalogueUrl, locate, parseCatalogue, siteModel } from '../../../src/core/model';

const entry = {
  id: 'tiny-llama',
  name: 'Tiny Llama',
  summary: 'For tests.',
  mechanism: 'autoregression',
  modality: 'text',
  runtimes: [
    { id: 'onnxruntime', needs: [] },
    { id: 'webllm', needs: ['tiny-webllm'] },
  ],
  bytes: 1000,
  licence: 'MIT',
  parameters: 10,
};
const catalogue = (...models: unknown[]) => ({
  format: 'decode-and-denoise/catalogue',
  version: 1,
  models,
});
const parse = (value: unknown) => parseCatalogue(value, 'models/index.json');

describe('parseCatalogue', () => {
  it('reads the catalogue of this site: each model with a manifest of its own', () => {
    const site = new URL('../../../public/models/', import.meta.url);
    const read = (path: string) => JSON.parse(readFileSync(new URL(path, site), 'utf8')) as unknown;
    const models = parse(read('index.json'));
    expect(models.length).toBeGreaterThan(0);
    expect(models).toHaveLength((read('index.json') as { models: unknown[] }).models.length);
    for (const { id, name, licence, parameters, runtimes } of models) {
      expect(read(`${id}/manifest.json`)).toMatchObject({ id, name, licence, parameters });
      for (const folder of runtimes.flatMap(({ needs }) => needs))
        expect(read(`${folder}/manifest.json`)).toMatchObject({ id: folder });
    }
  });

  it('gives back every entry that it knows', () => {
    expect(parse(catalogue(entry, { ...entry, id: 'other' }))).toEqual([
      entry,
      { ...entry, id: 'other' },
    ]);
    expect(parse(catalogue())).toEqual([]);
  });

  it.each([
    ['another mechanism', { mechanism: 'magic' }],
    ['another modality', { modality: 'smell' }],
    ['another runtime', { runtimes: [{ id: 'tvm', needs: [] }] }],
    ['no runtime', { runtimes: [] }],
    ['a folder outside the site', { id: '../secrets' }],
    ['a need outside the site', { runtimes: [{ id: 'webllm', needs: ['https://evil.test'] }] }],
    ['a size that is none', { bytes: -1 }],
    ['a name that is none', { name: 7 }],
  ])('leaves out an entry with %s, and keeps the others', (_, change) => {
    expect(parse(catalogue({ ...entry, ...change }, entry))).toEqual([entry]);
  });

  it.each([
    ['nothing', null],
    ['a list', [entry]],
    ['another format', { ...catalogue(entry), format: 'decode-and-denoise/model' }],
    ['another version', { ...catalogue(entry), version: 2 }],
    ['no list of models', { ...catalogue(), models: 'all' }],
  ])('refuses %s, and says what to do', (_, value) => {
    expect(() => parse(value)).toThrow(
      expect.objectContaining({
        code: 'unsupported-model',
        hint: expect.stringMatching(/try again/),
      }),
    );
  });

  it('throws nothing but an EngineError, whatever it is given', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.jsonValue(),
          fc.jsonValue().map((v) => catalogue(v)),
        ),
        (value) => {
          try {
            for (const one of parse(value)) expect(one.runtimes.length).toBeGreaterThan(0);
          } catch (error) {
            expect(error).toBeInstanceOf(EngineError);
          }
        },
      ),
    );
  });
});

it('addresses lie below the site, wherever it is', () => {
  for (const base of ['https://a.test/', 'https://a.test/some/where/']) {
    expect(locate(base, 'tiny', 'graph.onnx')).toBe(`${base}models/tiny/graph.onnx`);
    expect(catalogueUrl(base)).toBe(`${base}models/index.json`);
  }
});

it('a model of this site has no revision', () => {
  expect(siteModel('tiny')).toEqual({ source: 'site', id: 'tiny', revision: null });
});
