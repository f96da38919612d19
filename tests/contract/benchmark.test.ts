import { expect } from 'vitest';
import { benchmarkSuite } from './support/benchmark-suite';

const asked = { policies: ['alone', 'turns'], starts: ['cold', 'warm'] } as const;

benchmarkSuite('wasm', asked, ({ engines, notes }) => {
  expect(engines.map(({ lane, threads, loadsMs }) => [lane, threads, loadsMs.length])).toEqual([
    ['a', 1, 2],
    ['b', 1, 2],
  ]);
  expect(notes.map(({ code }) => code)).not.toContain('software-adapter');
});
