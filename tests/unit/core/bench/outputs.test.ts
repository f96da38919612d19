/** What one whole output took, of the stored example. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { decodeResult } from '../../../../src/core/bench/codec';
import { outputsOf } from '../../../../src/core/bench/outputs';

const example = decodeResult(readFileSync('public/bench/example.json', 'utf8'));

describe('one output', () => {
  it('is the passes of a lane alone and warm, their time and what they cost', () => {
    const outputs = outputsOf(example);
    expect(outputs.map(({ lane }) => lane)).toEqual(example.plan.lanes.map(({ id }) => id));
    for (const { lane, passes, ms, flops, bytes } of outputs) {
      const own = example.samples.filter(
        (s) => s.lane === lane && s.policy === 'alone' && s.start === 'warm' && !s.sweep,
      );
      expect(passes.n).toBe(own.length);
      const one = own[0]?.passes ?? [];
      const computed = one.reduce((sum, pass) => sum + pass.ms, 0);
      expect(ms.max).toBeGreaterThanOrEqual(computed * 0.99);
      const cost = (kind: string) =>
        example.costs.find((found) => found.lane === lane && found.kind === kind);
      const sum = one.reduce((total, { kind }) => total + (cost(kind)?.flops ?? NaN), 0);
      expect(flops).toBeGreaterThan(sum * 0.9);
      expect(flops).toBeLessThan(sum * 1.1);
      expect(bytes).toBeGreaterThan(0);
    }
  });

  it('is not known of a lane that computes wrongly, and costs nothing that is not known', () => {
    const wrong = example.engines.map((engine) => ({
      ...engine,
      knownAnswer: { ok: false, worst: 3, tolerance: 0.1, what: 'logits' },
    }));
    expect(outputsOf({ ...example, engines: wrong })).toEqual([]);
    expect(outputsOf({ ...example, costs: [] }).map(({ flops }) => flops)).toEqual(
      example.plan.lanes.map(() => null),
    );
  });
});
