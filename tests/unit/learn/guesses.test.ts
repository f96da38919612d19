/** What is guessed at: a gap in a text, how far pictures are apart. */
import { expect, test } from 'vitest';
import { apart, changed, differentOnes } from '../../../src/views/learn/parts/pictures';
import { gapIn, optionsOf } from '../../../src/views/learn/segments/words/gap';
import { textTrace } from '../../helpers/traces';

const flat = (value: number) => new Float32Array(12).fill(value);

test('a gap is a whole word that is neither certain nor hopeless', () => {
  const trace = textTrace({ tokens: 20 });
  const gap = gapIn(trace);
  expect(gap).toBeGreaterThanOrEqual(8);
  const token = trace.results[gap ?? 0];
  if (!token) throw new Error('no token');
  expect(token.piece).toMatch(/^ \p{L}/u);
  const options = optionsOf(token);
  expect(options).toHaveLength(4);
  expect(options.map(({ id }) => id)).toContain(token.id);
  expect(gapIn(textTrace({ tokens: 5 }))).toBeNull();
  const certain = trace.results.map((one) => ({
    ...one,
    candidates: one.candidates.map((c, i) => ({ ...c, logprob: i ? -9 : -0.01 })),
  }));
  expect(gapIn({ ...trace, results: certain })).toBeNull();
});

test('how far two pictures are apart, and how much of one is another', () => {
  expect(apart(flat(0), flat(0))).toBe(0);
  expect(apart(flat(-1), flat(1))).toBe(255);
  expect(apart(flat(-2), flat(-1))).toBe(0);
  expect(apart(flat(0), null)).toBeNull();
  expect(changed(flat(0), flat(0.1))).toBe(0);
  expect(changed(flat(0), flat(0.5))).toBe(1);
});

test('different ones are counted, near ones once', () => {
  expect(differentOnes([flat(0), flat(0.05), flat(0.5), flat(0.52)], 16)).toBe(2);
  expect(differentOnes([flat(0), flat(0)], 16)).toBe(1);
});
