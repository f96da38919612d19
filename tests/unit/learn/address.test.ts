import { expect, test } from 'vitest';
import { hashOf, placeIn } from '../../../src/state/learn/address';
import { viewIn } from '../../../src/state/view/view-names';

const NOTHING = { words: null, seed: null };

test('a place in the tour and its address lead to each other', () => {
  for (const [hash, place] of [
    ['#learn/3', { segment: 3, depth: 'overview', ...NOTHING }],
    ['#learn/10/step', { segment: 10, depth: 'step', ...NOTHING }],
    ['#learn/all', { segment: 'all', depth: 'overview', ...NOTHING }],
    [
      '#learn/2?words=a+blue+fox&seed=12',
      { segment: 2, depth: 'overview', words: 'a blue fox', seed: 12 },
    ],
  ] as const) {
    expect(placeIn(hash, 10)).toEqual(place);
    const { segment, ...rest } = place;
    expect(hashOf(segment, rest)).toBe(hash);
  }
});

test('what an address cannot mean is left out, and a number too large is the last stop', () => {
  expect(placeIn('', 10)).toEqual({ segment: null, depth: 'overview', ...NOTHING });
  expect(placeIn('#result=abc', 10).segment).toBeNull();
  expect(placeIn('#learn/99/deeper?seed=-1&words=+', 10)).toEqual({
    segment: 10,
    depth: 'overview',
    ...NOTHING,
  });
  expect(placeIn('#learn/0', 10).segment).toBe(1);
  expect(placeIn('#learn/1?seed=4294967296', 10).seed).toBeNull();
});

test('a fragment leads to its view, whatever the query string says', () => {
  expect(viewIn('?seed=3', '#learn/3')).toBe('learn');
  expect(viewIn('?view=compare', '#learn')).toBe('learn');
  expect(viewIn('?view=compare', '#learned')).toBe('compare');
  expect(viewIn('?view=compare', '#result=abc')).toBe('compare');
  expect(viewIn('?view=learn', '')).toBe('learn');
});
