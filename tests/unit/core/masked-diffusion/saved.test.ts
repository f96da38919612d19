import { describe, expect, it } from 'vitest';
import { decodeRun, encodeRun } from '../../../../src/core/saved/codec';
import type { MaskedTrace } from '../../../../src/core/masked-diffusion/spec';
import { MECHANISMS } from '../../../../src/core/mechanisms';
import { numbersParts } from '../../../../src/state/saved/numbers';
import { maskedSpec, maskedTrace, PASSES } from '../../../helpers/masked';

const createdAt = '2026-11-27T00:10:00.000Z';
const userAgent = 'test browser';
const fixed = [{ place: 1, id: 9, piece: '▁tiny' }];
const put = [{ at: 1, place: 3, id: 302, piece: '▁never' }];
const spec = { from: { runId: 'parent', at: 1, put }, remask: true, template: '_ tiny _' };
const trace = maskedTrace({
  spec,
  input: { fixed },
  passes: PASSES.map((pass, i) => ({ ...pass, remasked: i === 2 ? [0, 2] : [] })),
});

/** As a file holds them: figures of candidates are single precision. */
const single = (given: MaskedTrace): MaskedTrace => ({
  ...given,
  results: given.results.map((result) => ({
    ...result,
    asked: result.asked.map((one) => ({
      ...one,
      candidates: one.candidates.map((c) => ({
        ...c,
        logprob: Math.fround(c.logprob),
        kept: Math.fround(c.kept),
      })),
    })),
  })),
});

describe('a masked text', () => {
  it('comes back from a file as it was, forks and given words included', () => {
    const bytes = encodeRun({ createdAt, userAgent, traces: [trace] });
    expect(decodeRun(bytes).traces).toEqual([single(trace)]);
  });

  it('is refused where a candidate is damaged', () => {
    const bytes = encodeRun({ createdAt, userAgent, traces: [trace] });
    const broken = bytes.slice();
    // The last candidate's share becomes no number.
    broken.set([0, 0, 0xc0, 0x7f], broken.length - 4);
    expect(() => decodeRun(broken)).toThrow(/candidate of a position is damaged/);
  });

  it('has settings that make its spec again', () => {
    const { valuesOf, spec: specOf } = MECHANISMS['masked-diffusion'];
    const own = maskedSpec({
      passes: 5,
      temperature: 1.2,
      noise: 0,
      remask: true,
      template: 'a _',
    });
    expect(specOf(own, valuesOf(own, own.prompt))).toEqual(own);
  });

  it('is told to other programs', () => {
    const json = JSON.parse(
      [...numbersParts({ createdAt, userAgent, traces: [trace] })].join(''),
    ) as {
      traces: { text: string; unmasking: unknown[]; metrics: Record<string, unknown> }[];
    };
    expect(json.traces[0]?.unmasking).toHaveLength(4);
    expect(json.traces[0]?.metrics['remasked']).toBe(2);
    expect(json.traces[0]?.text).toContain('sings');
  });
});
