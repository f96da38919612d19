/** What is made of a run to be shared: link, citation, numbers. */
import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import { snr } from '../../../src/core/diffusion/denoise';
import { citation } from '../../../src/state/saved/citation';
import { linked, linkLacks, linkOf, placeOf } from '../../../src/state/saved/link';
import { numbersJson, stepsCsv, tokensCsv } from '../../../src/state/saved/numbers';
import { chatPrompt } from '../../../src/state/settings/prompt';
import { specs } from '../../../src/state/settings/specs';
import { DEFAULTS, fromSearch, parse } from '../../../src/state/settings/values';
import { VERSION } from '../../../src/state/saved/version';
import { diffusionTraces, languageTraces } from '../../helpers/arbitrary';
import { diffusionTrace, languageTrace } from '../../helpers/traces';

// Property tests on a busy machine.
vi.setConfig({ testTimeout: 60_000 });

const ADDRESS = 'https://example.org/page/?prompt=other&unknown=stays#top';
const adapter = {
  vendor: 'apple',
  architecture: 'metal-3',
  description: '',
  software: false,
  f16: true,
};

/** What the page reads from an address, defaults apart. */
function read(url: string) {
  return parse(fromSearch(new URL(url).search), { ...DEFAULTS, steps: 99, guidance: 9 }, []);
}

describe('a link', () => {
  const traces = [
    languageTrace({ spec: { seed: 11, maxTokens: 33 } }),
    diffusionTrace({ size: 4, spec: { seed: 11, steps: 5, guidance: 2.5, style: 2 } }),
  ];

  test('asks for the very run that it was made from', () => {
    const { values, notes } = read(linkOf(traces, ADDRESS) ?? '');
    expect(notes).toEqual({});
    const made = specs(values, 0, () => '');
    for (const { lane, spec } of traces)
      expect(made[lane]).toEqual({ ...spec, runId: '', epoch: 0 });
  });

  test('finds the task again, whatever the words', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 30 }), fc.string({ maxLength: 30 }), (task, words) => {
        const prompt = words.trim() || 'x';
        const asked = chatPrompt(task, prompt);
        const url = linkOf(
          [
            languageTrace({ tokens: 1, spec: { prompt: asked } }),
            diffusionTrace({ size: 1, spec: { prompt, steps: 1 } }),
          ],
          ADDRESS,
        );
        const { values } = read(url ?? '');
        expect(values.prompt).toBe(prompt);
        // A task of blanks alone is none: then the words are the whole prompt.
        if (asked.trim()) expect(chatPrompt(values.task, values.prompt)).toBe(asked);
      }),
    );
  });

  test('keeps what is no setting, drops the fragment, and says where the run was made', () => {
    const gpu = diffusionTrace({ size: 4, engine: { backend: 'webgpu', threads: 0, adapter } });
    const url = linkOf([languageTrace(), gpu], ADDRESS) ?? '';
    expect(url).toMatch(/^https:\/\/example\.org\/page\/\?/);
    expect(new URL(url).searchParams.get('unknown')).toBe('stays');
    expect(new URL(url).hash).toBe('');
    expect(linked(url)).toEqual({
      prompt: 'a green dragon',
      seed: '7',
      made: 'WASM; WebGPU apple metal-3',
    });
    expect(placeOf([gpu])).toBe('WebGPU apple metal-3');
  });

  test('from anyone is short plain text', () => {
    const made = `${'x'.repeat(500)}`;
    expect(linked(`https://example.org/?made=${made}`).made).toHaveLength(120);
    expect(linked('https://example.org/?made=a%0Ab%00').made).toBe('a b');
    expect(linked('https://example.org/')).toEqual({ prompt: '', seed: '', made: '' });
  });

  test('says what it cannot hold', () => {
    expect(linkOf([], ADDRESS)).toBeNull();
    expect(linkLacks(traces)).toBe('');
    const fork = languageTrace({ spec: { seed: 11, from: { runId: 'x', at: 3, forced: [5] } } });
    expect(linkLacks([fork])).toMatch(/changed midway/);
    expect(linkLacks([languageTrace(), diffusionTrace({ size: 4, spec: { seed: 8 } })])).toMatch(
      /two/,
    );
  });
});

describe('a citation', () => {
  test('names version, models with hash, seed, settings and where, in one line', () => {
    const line = citation(
      [languageTrace(), diffusionTrace({ size: 4, spec: { steps: 3 } })],
      '2026-11-25T10:00:00.000Z',
    );
    expect(line).toBe(
      `Decode & Denoise ${VERSION}. 2026-11-25. ` +
        'Text: Tiny Llama (sha256 abababababab), “Describe a green dragon in two sentences.”, ' +
        'seed 7, temperature 0.7, top-k 40, top-p 0.95, min-p 0, penalty 1.1, 18 of at most 48 tokens. ' +
        'Picture: Tiny denoiser (sha256 abababababab), “a green dragon”, seed 7, Euler, ' +
        'karras schedule, 3 of 3 steps, guidance 3, style 0. ' +
        'WASM, 2 threads, onnxruntime-web 1.31.0.',
    );
  });

  test('stays one line whatever was typed, and tells lanes on two backends apart', () => {
    const line = citation(
      [
        languageTrace({ spec: { prompt: 'one\ntwo\r\n\tthree' } }),
        diffusionTrace({ size: 4, engine: { backend: 'webgpu', threads: 0, adapter } }),
      ],
      '2026-11-25T10:00:00.000Z',
    );
    expect(line).toContain('“one two three”');
    expect(line).not.toMatch(/[\n\r\t]/);
    expect(line).toMatch(/on WASM, 2 threads.*on WebGPU, apple metal-3/);
  });
});

describe('numbers', () => {
  /** A small reader of RFC 4180. */
  function rows(csv: string): string[][] {
    expect(csv.endsWith('\r\n')).toBe(true);
    const cell = /("(?:[^"]|"")*"|[^,\r\n]*)(,|\r\n)/g;
    const list: string[][] = [[]];
    for (const [, value = '', end] of csv.matchAll(cell)) {
      list.at(-1)?.push(value.startsWith('"') ? value.slice(1, -1).replaceAll('""', '"') : value);
      if (end === '\r\n') list.push([]);
    }
    list.pop();
    return list;
  }

  test('of tokens, one line each, that a script reads back', () => {
    fc.assert(
      fc.property(languageTraces, (trace) => {
        const [head, ...body] = rows(tokensCsv(trace));
        expect(head).toEqual([
          ...['index', 'id', 'piece', 'text', 'logprob', 'probability', 'entropy', 'rank'],
          ...['draw', 'pass', 'start_ms', 'pass_ms', 't_ms'],
        ]);
        expect(body).toHaveLength(trace.tokens.length);
        body.forEach((row, i) => {
          const token = trace.tokens[i];
          expect(row).toHaveLength(13);
          expect(JSON.parse(row[2] ?? '')).toBe(token?.piece);
          expect(JSON.parse(row[3] ?? '')).toBe(token?.text);
          expect([row[0], row[1], row[4], row[12]].map(Number)).toEqual([
            token?.index,
            token?.id,
            token?.logprob,
            token?.t,
          ]);
          // A cell that begins with one of these is a formula to a spreadsheet.
          expect(row[2]).toMatch(/^"/);
        });
      }),
    );
  });

  test('of steps, one line each', () => {
    fc.assert(
      fc.property(diffusionTraces, (trace) => {
        const [head, ...body] = rows(stepsCsv(trace));
        expect(head).toEqual([
          ...['index', 'sigma', 'sigma_next', 'snr', 'nfe', 'passes', 'passes_ms', 't_ms'],
        ]);
        expect(body.map((row) => [Number(row[1]), Number(row[3]), Number(row[7])])).toEqual(
          trace.steps.map(({ sigma, t }) => [sigma, snr(sigma), t]),
        );
      }),
    );
  });

  test('of a whole run as JSON: all of it but the frames', () => {
    const [text, picture] = [
      languageTrace({ tokens: 3, candidates: 2 }),
      diffusionTrace({ size: 4, spec: { steps: 2 } }),
    ];
    const run = {
      createdAt: '2026-11-25T10:00:00.000Z',
      userAgent: 'test',
      traces: [text, picture],
    };
    const document = JSON.parse(numbersJson(run));
    expect(document).toMatchObject({
      schema: 'decode-and-denoise/numbers',
      version: 1,
      page: VERSION,
      createdAt: run.createdAt,
    });
    const [language, diffusion] = document.traces;
    expect(language).toMatchObject({ lane: 'language', text: 'A green dragon', spec: text.spec });
    expect(language.tokens).toEqual(JSON.parse(JSON.stringify(text.tokens)));
    expect(diffusion.steps.map((step: object) => Object.keys(step))).toEqual(
      picture.steps.map(() => ['index', 'sigma', 'sigmaNext', 'snr', 'nfe', 'passes', 't']),
    );
    expect(diffusion.metrics.steps).toBe(2);
  });
});
