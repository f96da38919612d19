import { describe, expect, test } from 'vitest';
import type { BenchHardware, BenchResult } from '../../../../src/core/bench/bench';
import { notesOf } from '../../../../src/core/bench/notes';
import { HARDWARE, pictureLane, textLane } from '../../../helpers/bench';
import { benchResult } from '../../../helpers/bench-runs';

const on = (result: BenchResult, hardware: Partial<BenchHardware>): BenchResult => ({
  ...result,
  hardware: { ...HARDWARE, ...hardware },
});
const codes = (result: BenchResult) => notesOf(result).map(({ code }) => code);
const adapter = { vendor: '', architecture: '', description: 'SwiftShader', f16: false };

test('nothing is said of a result that nothing is wrong with', () => {
  expect(notesOf(benchResult())).toEqual([]);
});

describe('what is said', () => {
  test('a failed known answer: wrong, of which lane, and by how much', () => {
    const knownAnswer = { ok: false, worst: 3.14159, tolerance: 0.01, what: 'logits of 8 tokens' };
    const notes = notesOf(benchResult({ engine: { knownAnswer } }));
    expect(notes.map(({ level, lane }) => [level, lane])).toEqual([
      ['wrong', 'a'],
      ['wrong', 'b'],
    ]);
    expect(notes[0]?.message).toContain('logits of 8 tokens: off by 3.14, at most 0.01 is right');
  });

  test('a model that comes without a stored answer: not checked, and no more than that', () => {
    const result = benchResult({ engine: { knownAnswer: null } });
    expect(notesOf(result).map(({ code, level, lane }) => [code, level, lane])).toEqual([
      ['not-checked', 'info', 'a'],
      ['not-checked', 'info', 'b'],
    ]);
  });

  test('a software adapter', () => {
    const gpu = { backend: 'webgpu' as const, threads: 0 };
    const [note] = notesOf(
      benchResult({ engine: { ...gpu, adapter: { ...adapter, software: true } } }),
    );
    expect(note).toMatchObject({ code: 'software-adapter', level: 'warning' });
    expect(note?.message).toContain('Software adapter, not comparable');
    const real = { ...gpu, adapter: { ...adapter, software: false } };
    expect(codes(benchResult({ engine: real }))).toEqual([]);
  });

  test('why another backend than the one asked for', () => {
    const backendReason = 'Running on the CPU: this browser has no WebGPU.';
    expect(notesOf(benchResult({ engine: { backendReason } }))).toEqual([
      { code: 'backend-fallback', level: 'info', lane: 'a', message: backendReason },
    ]);
  });

  test('battery power, and a page without isolation', () => {
    const result = benchResult();
    expect(codes(on(result, { onBattery: true }))).toEqual(['battery']);
    expect(codes(on(result, { onBattery: null }))).toEqual([]);
    expect(codes(on(result, { isolated: false }))).toEqual(['not-isolated']);
  });

  test('a clock too coarse for the shortest passes', () => {
    const result = benchResult();
    expect(codes(on(result, { clockStepMs: 0.4 }))).toEqual([]);
    const [note] = notesOf(on(result, { clockStepMs: 1 }));
    expect(note?.code).toBe('coarse-clock');
    expect(note?.message).toContain('quantised to 1 ms, 5% of a short pass');
  });

  test('a machine that slows down over the rounds', () => {
    const slowing = benchResult({ rounds: 5, slower: (round) => 1 + round * 0.05 });
    const notes = notesOf(slowing);
    expect(new Set(notes.map(({ code }) => code))).toEqual(new Set(['throttled']));
    expect(notes[0]?.message).toContain('20% slower');
    // Chance: up and down; faster; or too few rounds to tell.
    expect(codes(benchResult({ rounds: 6, slower: (round) => 1 + (round % 2) * 0.3 }))).toEqual([]);
    expect(codes(benchResult({ rounds: 5, slower: (round) => 1.3 - round * 0.05 }))).toEqual([]);
    expect(codes(benchResult({ rounds: 3, slower: (round) => 1 + round * 0.05 }))).toEqual([]);
  });

  test('answers that end by themselves', () => {
    const [note] = notesOf(
      benchResult({ plan: { lanes: [textLane('a', { tokens: 64 }), pictureLane()] } }),
    );
    expect(note?.message).toContain(
      'The language model ends “apple” by itself after 5 of 64 tokens.',
    );
  });

  test('runs dropped in a hidden tab', () => {
    const [one] = notesOf(benchResult(), { hiddenRuns: 1, sharedRuns: 0 });
    const [two] = notesOf(benchResult(), { hiddenRuns: 2, sharedRuns: 0 });
    expect(one?.message).toContain('1 run was dropped');
    expect(two?.message).toContain('2 runs were dropped');
  });

  test.each([
    ['stopped', 'stopped'],
    ['hidden', 'stopped'],
    ['device-lost', 'failed'],
  ] as const)('an end before the end: %s', (why, code) => {
    const end = { complete: false, why, message: 'after 3 of 6 runs.' } as const;
    expect(notesOf({ ...benchResult(), end })).toEqual([
      { code, level: 'warning', lane: null, message: 'Incomplete: after 3 of 6 runs.' },
    ]);
  });
});
