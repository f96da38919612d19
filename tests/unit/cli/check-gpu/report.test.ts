/** The report of `npm run check:gpu`: what is wrong is said, in the text and by the exit status. */
import { describe, expect, it } from 'vitest';
import {
  asText,
  faultsOf,
  type EngineReport,
  type GpuReport,
} from '../../../../cli/check-gpu/report';
import type { GpuCounts } from '../../../../cli/count-gpu/counter';

const counts: GpuCounts = {
  ...{ dispatches: 365, passes: 90, submits: 28, bindGroups: 365, pipelines: 0, buffers: 4 },
  ...{ clears: 112, copies: 4, writes: 365, writtenBytes: 20_000, reads: 1 },
};
const engine: EngineReport = {
  runtime: 'onnxruntime-web 1.31',
  adapter: {
    vendor: 'nvidia',
    architecture: 'ampere',
    description: '',
    software: false,
    f16: true,
  },
  knownAnswer: { ok: true, worst: 2e-5, tolerance: 0.002, what: '16 logits' },
  loadMs: 2500,
  counts: { decode: counts },
  pass: 'decode',
  ms: [10, 12, 11],
  longContext: { tokens: 2000, apart: 1e-4, ok: true },
  noticesLoss: true,
};
const stat = (m: number) => ({ median: m, q1: m, q3: m, min: m, max: m, n: 3 });
const report: GpuReport = {
  format: 'decode-and-denoise/gpu-report',
  version: 1,
  date: '2026-11-27',
  driver: 'Vulkan 1.3, 550.1',
  system: 'Linux',
  browser: 'chromium 156',
  engines: { onnxruntime: { ok: engine } },
  lanes: { ok: { decode: [20], step: [40] } },
  limits: {
    ok: [
      {
        backend: 'webgpu',
        adapter: engine.adapter,
        threads: 0,
        precision: 'f32',
        bytesPerSecond: stat(400e9),
        flopsPerSecond: stat(9e12),
        dispatchMs: stat(0.01),
        roundTripMs: stat(0.4),
        how: 'timed',
      },
    ],
  },
};
const withEngine = (change: Partial<EngineReport>): GpuReport => ({
  ...report,
  engines: { onnxruntime: { ok: { ...engine, ...change } } },
});

describe('a report', () => {
  it('where all is right says so, with figures and the share of overhead', () => {
    expect(faultsOf(report)).toEqual([]);
    const text = asText(report);
    expect(text).toContain('driver: Vulkan 1.3, 550.1');
    expect(text).toContain('All right.');
    expect(text).toContain('decode: 11.0 ms (10.0 to 12.0, n=3)');
    // 0.4 + 365 * 0.01 of 11 ms.
    expect(text).toContain('4.05 ms, 37% of the pass');
    expect(text).toContain('nvidia ampere, shader-f16');
  });

  it.each([
    ['known answer', { knownAnswer: { ...engine.knownAnswer, ok: false } }],
    ['known answer', { knownAnswer: null }],
    ['long context', { longContext: { tokens: 64, apart: null, ok: false } }],
    ['loss of the GPU', { noticesLoss: false }],
  ] as [string, Partial<EngineReport>][])('names a wrong %s', (what, change) => {
    const wrong = withEngine(change);
    expect(faultsOf(wrong)).toEqual([expect.stringContaining(what)]);
    expect(asText(wrong)).toContain('WRONG:');
  });

  it('keeps what was found where another part failed', () => {
    const failed = { ...report, lanes: { failed: 'lost' }, limits: { failed: 'no GPU' } };
    expect(faultsOf(failed)).toEqual(['two lanes: lost', 'roofline: no GPU']);
    expect(asText(failed)).toContain('decode: 365 dispatches');
  });
});
