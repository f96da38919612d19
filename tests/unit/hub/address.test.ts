import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseAddress } from '../../../src/hub/address';
import { HubError } from '../../../src/hub/errors';

const REPO = 'HuggingFaceTB/SmolLM2-135M-Instruct';

describe('an address', () => {
  it.each([
    [REPO, { repo: REPO }],
    [`  ${REPO}\n`, { repo: REPO }],
    [`${REPO}/`, { repo: REPO }],
    [`${REPO}@main`, { repo: REPO, revision: 'main' }],
    [`${REPO}@refs/pr/3`, { repo: REPO, revision: 'refs', path: 'pr/3' }],
    [`${REPO}@v1.0/onnx/model.onnx`, { repo: REPO, revision: 'v1.0', path: 'onnx/model.onnx' }],
    [`${REPO}/onnx/model.onnx`, { repo: REPO, path: 'onnx/model.onnx' }],
    [`https://huggingface.co/${REPO}`, { repo: REPO }],
    [`https://huggingface.co/${REPO}?library=transformers.js#files`, { repo: REPO }],
    [`huggingface.co/${REPO}`, { repo: REPO }],
    [`hf.co/${REPO}`, { repo: REPO }],
    [`hf://${REPO}`, { repo: REPO }],
    [`http://www.huggingface.co/${REPO}/tree/main`, { repo: REPO, revision: 'main' }],
    [`https://huggingface.co/${REPO}/discussions/4`, { repo: REPO }],
    [`https://huggingface.co/${REPO}.git`, { repo: REPO }],
    [
      `https://huggingface.co/${REPO}/blob/main/onnx/model_q4.onnx`,
      { repo: REPO, revision: 'main', path: 'onnx/model_q4.onnx' },
    ],
    [
      `https://huggingface.co/${REPO}/resolve/refs%2Fpr%2F1/a%20b.gguf?download=true`,
      { repo: REPO, revision: 'refs/pr/1', path: 'a b.gguf' },
    ],
    [`https://huggingface.co/${REPO}/commit/0123abc`, { repo: REPO, revision: '0123abc' }],
  ])('%s is understood', (text, expected) => {
    expect(parseAddress(text)).toEqual(expected);
  });

  it.each([
    ['', /Nothing/],
    ['gpt2', /owner/],
    ['a b/c', /spaces/],
    ['https://example.com/a/b', /example\.com/],
    ['https://huggingface.co.evil.test/a/b', /evil/],
    ['https://user:word@huggingface.co/a/b', /user name/],
    ['https://huggingface.co:8443/a/b', /port/],
    ['https://huggingface.co/datasets/a/b', /data set/],
    ['https://huggingface.co/spaces/a/b', /space/],
    ['https://huggingface.co/a', /repository/],
    ['ftp://huggingface.co/a/b', /ftp/],
    ['javascript://huggingface.co/a/b', /javascript/],
    ['../a/b', /path/],
    ['/a/b', /path/],
    ['a/b@x@y', /one @/],
    ['a/b@', /branch/],
    ['a/b@../c', /branch/],
    ['a/b/../../c', /path of the file/],
    ['https://huggingface.co/a/b/resolve/main/%2e%2e%2fc', /path of the file/],
    ['https://huggingface.co/a%2fb/c', /owner and name/],
    ['https://huggingface.co/a/b/resolve/main/%zz', /cannot be read/],
    ['a--b/c', /not a name/],
    ['-a/c', /not a name/],
    [`a/${'b'.repeat(97)}`, /not a name/],
    [`a/${'b'.repeat(3000)}`, /too long/],
  ])('%s is refused with a reason', (text, words) => {
    const parse = () => parseAddress(text);
    expect(parse).toThrow(HubError);
    expect(parse).toThrow(words);
    try {
      parse();
    } catch (cause) {
      expect(cause).toMatchObject({ code: 'bad-input', reason: 'address' });
      expect((cause as HubError).hint).not.toBe('');
    }
  });

  it('never leaves its repository, whatever is pasted', () => {
    const part = fc.constantFrom(
      'a',
      'b',
      '..',
      '.',
      '%2e',
      '%2f',
      '/',
      '\\',
      '@',
      'main',
      'resolve',
      '?',
      '#',
    );
    const start = fc.constantFrom('', 'https://huggingface.co/', 'hf://', 'huggingface.co/');
    fc.assert(
      fc.property(start, fc.array(fc.oneof(part, fc.string())), (from, parts) => {
        try {
          const { repo, revision = 'main', path = '' } = parseAddress(from + parts.join(''));
          expect(repo).toMatch(/^[\w.-]+\/[\w.-]+$/);
          for (const each of [...repo.split('/'), ...revision.split('/'), ...path.split('/')])
            expect(['.', '..']).not.toContain(each);
        } catch (cause) {
          if (!(cause instanceof HubError)) throw cause;
        }
      }),
      { numRuns: 2000 },
    );
  });
});
