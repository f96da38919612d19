import { describe, expect, it } from 'vitest';
import { reportOf, type HubCase } from '../../../../cli/output/hub-report';

const ABOUT = { date: '2026-11-26T00:00:00.000Z', browser: 'Chromium 156', hub: 'huggingface.co' };
const GOOD: HubCase = {
  address: 'owner/name',
  id: 'owner/name/m.gguf',
  commit: 'c0'.repeat(20),
  layout: 'gguf',
  licence: 'mit',
  bytes: 30e6,
  downloadMs: 10_000,
  hosts: ['huggingface.co', 'us.aws.cdn.hf.co'],
  run: {
    key: 'hub:owner/name/m.gguf',
    sha256: 'ab'.repeat(32),
    runtime: 'onnxruntime-web 1.31',
    backend: 'webgpu',
    backendReason: '',
    adapter: 'apple metal-3',
    loadMs: 2500,
    selfCheck: { ok: true, what: 'The same twice.' },
    results: 24,
    text: 'Red\n\nand round.',
    figures: { decode: 31.234, ttft: null },
  },
  problem: '',
};

describe('the report on the hub', () => {
  it('says what was seen, in figures and in words', () => {
    const { ok, markdown, json } = reportOf([GOOD], ABOUT);
    expect(ok).toBe(true);
    expect(JSON.parse(json)).toMatchObject({ ok: true, cases: [{ address: 'owner/name' }] });
    for (const line of [
      'Chromium 156, against huggingface.co. All of it worked.',
      '- result: works',
      `- model: owner/name/m.gguf at ${GOOD.commit}`,
      '- download: 10.0 s, 3.0 MB/s',
      '- hosts: huggingface.co, us.aws.cdn.hf.co',
      '- self-check: passed. The same twice.',
      '- figures of one run: decode 31.2',
      '- text: Red and round.',
    ])
      expect(markdown).toContain(line);
  });

  it('is no success where one model failed, or none was there', () => {
    const failed = { address: 'owner/gone', hosts: [], problem: 'The hub has no such model.' };
    const { ok, markdown } = reportOf([GOOD, failed], ABOUT);
    expect(ok).toBe(false);
    expect(markdown).toContain('- result: The hub has no such model.');
    expect(reportOf([], ABOUT).ok).toBe(false);
  });
});
