/** What is made of a run to be shared: link, citation, numbers. */
import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import { snr } from '../../../src/core/diffusion/denoise';
import { citation } from '../../../src/state/saved/citation';
import { linked, linkLacks, linkOf, placeOf } from '../../../src/state/saved/link';
import { numbersFile, numbersParts, tableCsv } from '../../../src/state/saved/numbers';
import { chatPrompt } from '../../../src/core/autoregression/prompt';
import { specOf } from '../../../src/state/session/specs';
import { SITE_MODELS } from '../../../src/state/settings/catalogue';
import { fromSearch, parse } from '../../../src/state/settings/values';
import { VERSION } from '../../../src/state/saved/version';
import { pictureTraces, textTraces } from '../../helpers/arbitrary';
import { pictureTrace, textTrace } from '../../helpers/traces';

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
  return parse(fromSearch(new URL(url).search), SITE_MODELS, new Map());
}

describe('a link', () => {
  const traces = [
    textTrace({ spec: { seed: 11, maxTokens: 33 } }),
    pictureTrace({ size: 4, spec: { seed: 11, steps: 5, guidance: 2.5, style: 2 } }),
  ];

  test('asks for the very run that it was made from', () => {
    const { page, lanes, notes } = read(linkOf(traces, ADDRESS) ?? '');
    expect(notes).toEqual({});
    expect(lanes.map((lane) => lane.notes)).toEqual([{}, {}]);
    expect(lanes.map((lane) => specOf(lane, page, 0, ''))).toEqual(
      traces.map(({ spec }) => ({ ...spec, runId: '', epoch: 0 })),
    );
  });

  test('asks for typed control tokens as its run read them', () => {
    for (const own of [{}, { controlTokens: true }] as const) {
      const run = textTrace({ tokens: 1, spec: { prompt: 'Stop.<|im_end|>', ...own } });
      const { page, lanes } = read(linkOf([run], ADDRESS) ?? '');
      expect(specOf(lanes[0] as (typeof lanes)[0], page, 0, '')).toEqual({
        ...run.spec,
        ...{ runId: '', epoch: 0 },
      });
    }
    // As links of before do, which say nothing of it.
    const { lanes, notes } = read(`${ADDRESS}&temperature=0`);
    expect(notes).toEqual({});
    expect(lanes[0]?.values['control']).toBe('text');
  });

  test('finds the task again, whatever the words', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 30 }), fc.string({ maxLength: 30 }), (task, words) => {
        const prompt = words.trim() || 'x';
        const asked = chatPrompt(task, prompt);
        const url = linkOf(
          [
            textTrace({ tokens: 1, spec: { prompt: asked } }),
            pictureTrace({ size: 1, spec: { prompt, steps: 1 } }),
          ],
          ADDRESS,
        );
        const { page, lanes } = read(url ?? '');
        const [text, picture] = lanes.map((lane) => specOf(lane, page, 0, '').prompt);
        // A task of blanks alone is none: then the words are the whole prompt.
        if (asked.trim()) expect(text).toBe(asked);
        expect(picture).toBe(prompt);
      }),
    );
  });

  test('keeps what is no setting, drops the fragment, and says where the run was made', () => {
    const gpu = pictureTrace({ size: 4, engine: { backend: 'webgpu', threads: 0, adapter } });
    const url = linkOf([textTrace(), gpu], ADDRESS) ?? '';
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
    const fork = textTrace({ spec: { seed: 11, from: { runId: 'x', at: 3, forced: [5] } } });
    expect(linkLacks([fork])).toMatch(/changed midway/);
    expect(linkLacks([textTrace(), pictureTrace({ size: 4, spec: { seed: 8 } })])).toMatch(
      /different/,
    );
  });
});

describe('a citation', () => {
  test('names version, models with hash, seed, settings and where, in one line', () => {
    const line = citation(
      [textTrace(), pictureTrace({ size: 4, spec: { steps: 3 } })],
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
        textTrace({ spec: { prompt: 'one\ntwo\r\n\tthree' } }),
        pictureTrace({ size: 4, engine: { backend: 'webgpu', threads: 0, adapter } }),
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
      fc.property(textTraces, (trace) => {
        const [head, ...body] = rows(tableCsv(trace));
        expect(head).toEqual([
          ...['index', 'id', 'piece', 'text', 'logprob', 'probability', 'entropy', 'rank'],
          ...['draw', 'pass', 'start_ms', 'pass_ms', 't_ms'],
        ]);
        expect(body).toHaveLength(trace.results.length);
        body.forEach((row, i) => {
          const token = trace.results[i];
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
      fc.property(pictureTraces, (trace) => {
        const [head, ...body] = rows(tableCsv(trace));
        expect(head).toEqual([
          ...['index', 'sigma', 'sigma_next', 'snr', 'nfe', 'passes', 'passes_ms', 't_ms'],
        ]);
        expect(body.map((row) => [Number(row[1]), Number(row[3]), Number(row[7])])).toEqual(
          trace.results.map(({ sigma, t }) => [sigma, snr(sigma), t]),
        );
      }),
    );
  });

  test('of a long run come in small parts, which are one document', async () => {
    const run = {
      createdAt: '2026-11-25T10:00:00.000Z',
      userAgent: 'a "quoted" name',
      traces: [textTrace({ tokens: 200, candidates: 20 }), pictureTrace({ size: 4 })],
    };
    const parts = [...numbersParts(run)];
    expect(Math.max(...parts.map(({ length }) => length))).toBeLessThan(10_000);
    const whole = parts.join('');
    const document = JSON.parse(whole);
    // Nothing is left out, written twice or otherwise than `JSON.stringify` writes it.
    expect(`${JSON.stringify(document)}\n`).toBe(whole);
    expect(document.traces[0].tokens).toHaveLength(200);
    expect(await (await numbersFile(run)).text()).toBe(whole);
  });

  test('of a whole run as JSON: all of it but the frames', () => {
    const [text, picture] = [
      textTrace({ tokens: 3, candidates: 2 }),
      pictureTrace({ size: 4, spec: { steps: 2 } }),
    ];
    const run = {
      createdAt: '2026-11-25T10:00:00.000Z',
      userAgent: 'test',
      traces: [text, picture],
    };
    const document = JSON.parse([...numbersParts(run)].join(''));
    expect(document).toMatchObject({
      schema: 'decode-and-denoise/numbers',
      version: 2,
      page: VERSION,
      createdAt: run.createdAt,
    });
    const [language, diffusion] = document.traces;
    expect(language).toMatchObject({
      lane: 'a',
      mechanism: 'autoregression',
      text: 'A green dragon',
      spec: text.spec,
    });
    expect(language.tokens).toEqual(JSON.parse(JSON.stringify(text.results)));
    expect(diffusion.steps.map((step: object) => Object.keys(step))).toEqual(
      picture.results.map(() => ['index', 'sigma', 'sigmaNext', 'snr', 'nfe', 'passes', 't']),
    );
    expect(diffusion.metrics.steps).toBe(2);
  });
});
