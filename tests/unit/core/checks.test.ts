import * as v from 'valibot';
import { describe, expect, test } from 'vitest';
import { listOf, wrongField } from '../../../src/core/checks';

describe('a list of at most so many', () => {
  test('is checked piece by piece', () => {
    const list = listOf(v.number(), 2);
    expect(v.is(list, [1, 2])).toBe(true);
    expect(v.is(list, [1, 'a'])).toBe(false);
    expect(v.is(list, { length: 1 })).toBe(false);
  });

  test('is counted before any piece is looked at', () => {
    let looked = 0;
    const piece = v.custom<number>(() => ++looked > 0);
    expect(v.safeParse(listOf(piece, 2), [1, 2, 3], { abortEarly: true }).success).toBe(false);
    expect(looked).toBe(0);
  });
});

test('what is wrong is said by field, missing ones as missing, however long the file makes it', () => {
  const schema = v.strictObject({ a: v.object({ b: v.number() }) });
  const why = (value: unknown) => {
    const { issues } = v.safeParse(schema, value, { abortEarly: true });
    return issues && wrongField(issues[0], 'the whole');
  };
  expect(why({ a: {} })).toEqual({ field: 'a.b', why: 'it is missing' });
  expect(why(5)?.field).toBe('the whole');
  expect(why({ a: { b: '9'.repeat(1e6) } })?.why.length).toBe(200);
  expect(why({ a: { b: 1 }, ['k'.repeat(1e6)]: 1 })?.field.length).toBe(200);
});
