/** The table of the reader's own runs, and what it is made of. */
import { expect, test } from 'vitest';
import { columnsOf, csvOf, measure } from '../../../src/views/learn/segments/asks/measured';
import { answerOf } from '../../../src/views/learn/segments/which/choose';
import { learnWhich } from '../../../src/text/en/learn-which';
import { pictureTrace, textTrace } from '../../helpers/traces';

const text = () => measure(textTrace({ tokens: 10 }), []);
const picture = () => measure(pictureTrace({ steps: 10 }), []);

test('a text keeps what stood at half-way, a picture does not', () => {
  expect(text().late).toBe(0);
  expect(picture().late).toBeGreaterThan(0);
  expect(text().nats).toBeGreaterThan(0);
  expect(picture().nats).toBeNull();
  expect(text().half).toBeGreaterThan(0.3);
});

test('a run that goes on is measured as far as it is', () => {
  const { results, ms } = measure(textTrace({ tokens: 3, end: null }), []);
  expect(results).toBe(3);
  expect(ms).toBeGreaterThan(0);
});

test('a column a model and place, with medians and how many runs', () => {
  const rows = [
    text(),
    { ...text(), runId: 'other', ms: 900, words: 'else', asked: 'else' },
    picture(),
  ];
  const columns = columnsOf(rows);
  expect(columns.map(({ name, n }) => [name, n])).toEqual([
    ['Tiny Llama', 2],
    ['Tiny denoiser', 1],
  ]);
  expect(columns[0]?.repeats).toBeNull();
  expect(columnsOf([text(), { ...text(), runId: 'b' }])[0]?.repeats).toBe(true);
  expect(columnsOf([text(), { ...text(), runId: 'b', output: 'x' }])[0]?.repeats).toBe(false);
});

test('the file holds a row a run, with commas and quotes kept', () => {
  const [heads = '', row = '', rest] = csvOf([{ ...text(), words: 'a "red", apple' }]).split(
    '\r\n',
  );
  expect(heads.split(',')).toHaveLength(13);
  expect(row).toContain('"a ""red"", apple"');
  expect(rest).toBe('');
});

test('three answers lead to every kind of model', () => {
  const { goesIn, comesOut, answers } = learnWhich;
  const reached = Object.keys(goesIn).flatMap((goes) =>
    Object.keys(comesOut).map((comes) =>
      answerOf(goes as keyof typeof goesIn, comes as keyof typeof comesOut),
    ),
  );
  expect(new Set(reached)).toEqual(new Set(Object.keys(answers)));
  expect(answerOf('text', 'text')).toBe('llm');
  expect(answerOf('text', 'media')).toBe('media');
  expect(answerOf('both', 'steps')).toBe('pipeline');
});
