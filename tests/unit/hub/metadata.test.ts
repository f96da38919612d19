import { describe, expect, it } from 'vitest';
import { parseRepo } from '../../../src/hub/metadata';

/** Shortened from what the hub answers (docs/hub.md). */
const answer = {
  _id: '66f1',
  id: 'onnx-community/Some-Model',
  sha: 'a'.repeat(40),
  private: false,
  gated: 'auto',
  disabled: false,
  downloads: 12,
  cardData: { license: 'other', license_name: 'some-terms', language: ['en'] },
  siblings: [
    { rfilename: '.gitattributes', blobId: 'b'.repeat(40), size: 1519 },
    {
      rfilename: 'onnx/model.onnx',
      blobId: 'c'.repeat(40),
      size: 134,
      lfs: { sha256: 'd'.repeat(64), size: 5e9, pointerSize: 135 },
    },
  ],
};
const parse = (value: unknown) => parseRepo(JSON.stringify(value), 'asked/for');

describe('a description of the hub', () => {
  it('gives commit, files with their true size, licence and gating', () => {
    expect(parse(answer)).toEqual({
      repo: 'onnx-community/Some-Model',
      commit: 'a'.repeat(40),
      licence: 'some-terms',
      gated: true,
      private: false,
      files: [
        { path: '.gitattributes', bytes: 1519, hash: { kind: 'git-sha1', hex: 'b'.repeat(40) } },
        { path: 'onnx/model.onnx', bytes: 5e9, hash: { kind: 'sha256', hex: 'd'.repeat(64) } },
      ],
    });
  });

  it('may say nothing about licence and files', () => {
    const { id, sha } = answer;
    expect(parse({ id, sha })).toMatchObject({ licence: '', gated: false, files: [] });
  });

  it.each([
    ['sha', { ...answer, sha: 'main' }],
    ['siblings.0.rfilename', { ...answer, siblings: [{ rfilename: '../x', size: 1 }] }],
    ['siblings.0.size', { ...answer, siblings: [{ rfilename: 'x', size: -1 }] }],
    ['no size or no hash', { ...answer, siblings: [{ rfilename: 'x' }] }],
    ['lfs.sha256', { ...answer, siblings: [{ rfilename: 'x', lfs: { sha256: 'x', size: 1 } }] }],
    ['id: ', []],
    ['Invalid type', null],
  ])('is refused by the name of what is wrong: %s', (words, value) => {
    expect(() => parse(value)).toThrow(words);
    expect(() => parse(value)).toThrow(/asked\/for cannot be read/);
  });

  it('is refused when it is no JSON, or the repository is switched off', () => {
    expect(() => parseRepo('<html>', 'a/b')).toThrow(/not valid JSON/);
    expect(() => parse({ ...answer, disabled: true })).toThrow(/switched off/);
  });
});
