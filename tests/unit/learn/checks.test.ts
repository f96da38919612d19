/** The checks of stop 8: each passes what it should and fails what it should. */
import { describe, expect, test } from 'vitest';
import { MECHANISMS } from '../../../src/core/mechanisms';
import type { Trace } from '../../../src/core/run/trace';
import {
  admits,
  EXHIBITS,
  firstNumber,
  sceneOf,
  TRIES,
  type Exhibit,
} from '../../../src/views/learn/segments/fails/exhibits';
import { coloursIn, glyphsIn, shapesIn } from '../../../src/views/learn/segments/fails/shapes';
import { pictureTrace, textTrace } from '../../helpers/traces';

const SIDE = 64;
type Colour = readonly [number, number, number];
const RED: Colour = [0.8, -0.8, -0.8];
const BLUE: Colour = [-0.8, -0.6, 0.9];
const BLACK: Colour = [-1, -1, -1];

/** A white picture with rectangles: left, top, width, height, colour. */
function painted(...boxes: readonly (readonly [number, number, number, number, Colour])[]) {
  const values = new Float32Array(3 * SIDE * SIDE).fill(1);
  for (const [left, top, width, height, colour] of boxes)
    for (let y = top; y < top + height; y++)
      for (let x = left; x < left + width; x++)
        colour.forEach((value, c) => (values[c * SIDE * SIDE + y * SIDE + x] = value));
  return values;
}

function exhibit(id: Exhibit['id']): Exhibit {
  const found = EXHIBITS.find((one) => one.id === id);
  if (!found) throw new Error(id);
  return found;
}

/** A finished text. */
function saying(answer: string): Trace {
  const trace = textTrace({ tokens: 1 });
  return { ...trace, results: trace.results.map((one) => ({ ...one, text: answer })) };
}

/** A finished picture. */
function showing(values: Float32Array): Trace {
  const trace = pictureTrace({ steps: 1 });
  return { ...trace, results: trace.results.map((one) => ({ ...one, denoised: values })) };
}

const verdict = (id: Exhibit['id'], ...traces: Trace[]) => exhibit(id).check(traces)?.ok;

test('the product, with and without a comma, and no other', () => {
  expect(verdict('sum', saying('847 times 63 is 53,361.'))).toBe(true);
  expect(verdict('sum', saying('53361'))).toBe(true);
  expect(verdict('sum', saying('The answer is 53,101.'))).toBe(false);
  expect(verdict('sum', saying('153361'))).toBe(false);
  expect(verdict('sum', saying('It is large.'))).toBe(false);
});

test('the first number of an answer', () => {
  expect(firstNumber('There are three of 10.')).toBe(3);
  expect(firstNumber('r occurs 1,200 times')).toBe(1200);
  expect(firstNumber('None at all.')).toBeNull();
  expect(verdict('letters', saying('The letter r occurs 3 times.'))).toBe(true);
  expect(verdict('letters', saying('It occurs twice.'))).toBe(false);
});

test('whether an answer admits that it does not know', () => {
  for (const honest of [
    'I am not aware of a Zorblax engine.',
    'There is no such engine.',
    'The Zorblax engine does not exist.',
    "I don't have information on that.",
    'It is a fictional machine.',
  ])
    expect(admits(honest), honest).toBe(true);
  for (const story of [
    'The Zorblax engine was invented by Dr. Zorblax in 1987.',
    'It was invented in Nottingham by a known engineer.',
  ])
    expect(admits(story), story).toBe(false);
});

test('separate shapes are counted, specks are not', () => {
  const three = painted([2, 2, 12, 12, RED], [24, 2, 12, 12, BLUE], [46, 40, 12, 12, BLACK]);
  expect(shapesIn(three)).toHaveLength(3);
  expect(verdict('three', showing(three))).toBe(true);
  const touching = painted([2, 2, 12, 12, RED], [14, 14, 12, 12, RED], [40, 40, 3, 3, RED]);
  expect(shapesIn(touching)).toHaveLength(2);
  expect(verdict('three', showing(touching))).toBe(false);
});

test('both colours, each on enough of the thing', () => {
  const both = painted([2, 2, 20, 20, RED], [30, 30, 20, 20, BLUE]);
  expect(coloursIn(both).red).toBeCloseTo(0.5);
  expect(verdict('colours', showing(both))).toBe(true);
  expect(verdict('colours', showing(painted([2, 2, 30, 30, BLUE])))).toBe(false);
  expect(coloursIn(painted())).toEqual({ blue: 0, red: 0 });
});

test('marks of one height in a row', () => {
  const word = [0, 1, 2, 3].map((i) => [8 + i * 12, 24, 7, 12, BLACK] as const);
  expect(glyphsIn(painted(...word))).toBe(4);
  expect(verdict('writing', showing(painted(...word)))).toBe(true);
  const steps = [0, 1, 2, 3].map((i) => [8 + i * 12, 4 + i * 14, 7, 12, BLACK] as const);
  expect(verdict('writing', showing(painted(...steps)))).toBe(false);
});

test('pairs: far apart where the order should tell, near where it should be the same thing', () => {
  const [left, right] = [painted([0, 0, 30, 60, RED]), painted([34, 0, 30, 60, BLUE])];
  const smile = painted([0, 0, 30, 60, RED], [10, 40, 10, 2, BLACK]);
  expect(verdict('places', showing(left), showing(right))).toBe(true);
  expect(verdict('places', showing(left), showing(smile))).toBe(false);
  expect(verdict('frames', showing(left), showing(smile))).toBe(true);
  expect(verdict('frames', showing(left), showing(right))).toBe(false);
});

describe.each(EXHIBITS.map((one) => [one.id, one] as const))('the task %s', (_, one) => {
  const parts = sceneOf(one).parts('', 3);

  test('has eight tries with seeds of their own, and nothing picked', () => {
    const prompts = new Set(parts.map(({ prompt }) => prompt)).size;
    expect(parts).toHaveLength(TRIES * prompts);
    expect(new Set(parts.map(({ id }) => id)).size).toBe(parts.length);
    expect([...new Set(parts.map(({ seed }) => seed))]).toEqual([3, 4, 5, 6, 7, 8, 9, 10]);
  });

  test('asks for settings that its mechanism has', () => {
    const known = MECHANISMS[one.writes ? 'autoregression' : 'diffusion'].settings;
    for (const { values } of parts)
      for (const key of Object.keys(values)) expect(known).toHaveProperty(key);
  });
});
