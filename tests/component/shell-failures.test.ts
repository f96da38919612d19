import { expect, test } from 'vitest';
import { EngineError, ERROR_CODES } from '../../src/core/errors';
import { failureOf } from '../../src/views/watch/notices/failures';

const wire = (code: (typeof ERROR_CODES)[number]) =>
  new EngineError(code, 'What happened.').toWire();

test('every code has a title of its own and a way on', () => {
  const failures = ERROR_CODES.map((code) => failureOf(wire(code), true));
  expect(new Set(failures.map(({ title }) => title)).size).toBe(ERROR_CODES.length);
  for (const { ways } of failures) expect(ways.length).toBeGreaterThan(0);
});

test('without a network, a model that did not arrive is no fault of the site', () => {
  expect(failureOf(wire('model-fetch'), false).title).toBe('You are offline.');
  expect(failureOf(wire('model-fetch'), true).title).toBe('The model did not arrive.');
  expect(failureOf(wire('integrity'), false)).toEqual(failureOf(wire('integrity'), true));
});
