/**
 * One visit to the built page in a browser that Playwright does not drive: everything that a person
 * does there first, with short runs. What is checked is what they would see, and the files they get.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Served } from '../../cli/site/serve';
import { isAutoregression } from '../../src/core/autoregression/spec';
import { textOf } from '../../src/core/autoregression/text';
import { decodeResult } from '../../src/core/bench/codec';
import { isDiffusion } from '../../src/core/diffusion/spec';
import { toRgba } from '../../src/core/image';
import type { Trace } from '../../src/core/run/trace';
import { decodeRun, type SavedRun } from '../../src/core/saved/codec';
import { unpackRun } from '../../src/state/saved/file';
import type {} from '../../src/automation';
import { until, type Driven } from './support/driven';
import { serveListening } from './support/served';

/** Both lanes on one small machine that may do other things: the models load in seconds to minutes. */
const RUN_MS = 420_000;
const LOOK_MS = 30_000;

const PHONE = { width: 390, height: 844 };
const SETTINGS = 'prompt=a+red+apple&seed=7&tokens=8&steps=4&temperature=0';

/**
 * What a run of these settings writes, in every browser. After a change of the model's WASM graph it
 * may be another: `npm run demo` with them says what Chromium writes.
 */
const TEXT = 'A classic example of a "red"';

const button = (name: string): string => `//button[normalize-space()="${name}"]`;
const RUN = '//form//button[starts-with(normalize-space(), "Run")]';
const PICKER = '//input[@type="file" and @aria-label="A saved run"]';
/** In the form of the plan: Watch, with fields of the same names, is only hidden. */
const PLAN = '//form[.//button[@name="start"]]';
const check = (name: string): string =>
  `${PLAN}//label[contains(., "${name}")]//input[@type="checkbox"]`;
const field = (name: string): string =>
  `${PLAN}//input[@id=//label[normalize-space(text())="${name}"]/@for]`;

export function visit(name: string, start: () => Promise<Driven>): void {
  describe(`a visit with ${name}`, () => {
    const folder = mkdtempSync(join(tmpdir(), 'decode-and-denoise-visit-'));
    let site: Served;
    let page: Driven;
    let first: SavedRun;

    beforeAll(async () => {
      site = await serveListening();
      page = await start();
    }, RUN_MS);
    afterAll(async () => {
      await page?.close();
      await site?.close();
      rmSync(folder, { recursive: true, force: true });
    });

    const sees = (text: string, ms = LOOK_MS): Promise<unknown> =>
      until(
        `the page says “${text}”`,
        () => page.evaluate(says, text),
        ms,
        () => page.evaluate(spoken),
      );
    const answer = (): Promise<string> => page.evaluate(answerOf);
    const fill = async (place: string, value: string): Promise<void> => {
      // Without the focus what is typed stands in the field and is never taken.
      expect(await page.evaluate(() => document.hasFocus())).toBe(true);
      await page.type(place, value);
      expect(await page.evaluate(valueAt, place)).toBe(value);
    };
    /** Nothing reaches over the edge of the window. */
    const fits = async (): Promise<void> => {
      expect(await page.evaluate(overflow)).toBe(0);
    };

    test('plays the recording', async () => {
      await page.open(`${site.url}?${SETTINGS}`);
      await sees('Recording.');
      await until(
        'the recorded answer',
        () => answer().then((text) => /\w+ \w+/.test(text)),
        LOOK_MS,
      );
      await until('the recorded picture', () => page.evaluate(painted), LOOK_MS);
      await fits();
    });

    test('runs both lanes, right, on what this browser has', async () => {
      const has = await page.evaluate(abilities);
      await page.click(RUN);
      const phase = (): Promise<string> => page.evaluate(phaseOf);
      const end = await until(
        'the end of the run',
        async () => {
          const now = await phase();
          return /done|failed/.test(now) ? now : '';
        },
        RUN_MS,
        () => page.evaluate(running),
      );
      expect(end, await page.evaluate(messageOf)).toBe('done');
      first = decodeRun(Uint8Array.from(await page.evaluate(savedRun)));
      const text = first.traces.find(isAutoregression);
      const picture = first.traces.find(isDiffusion);
      expect(text?.results).toHaveLength(8);
      expect(picture?.results).toHaveLength(4);
      for (const { engine } of first.traces) {
        expect(engine.knownAnswer).toMatchObject({ ok: true });
        // What is missing is known, and said.
        expect(engine.backend).toBe('wasm');
        expect(engine.backendReason).toMatch(
          has.webgpu ? /no usable GPU|emulated in software/ : /this browser has no WebGPU/,
        );
        expect(await page.evaluate(titled, engine.backendReason)).toBe(true);
        if (!has.sharedMemory) expect(engine.threads).toBe(1);
        const threads = `WASM, ${engine.threads} thread${engine.threads === 1 ? '' : 's'}`;
        expect(await page.evaluate(says, threads)).toBeTruthy();
      }
      expect(text && textOf(text)).toBe(TEXT);
      expect(await answer()).toBe(TEXT);
      await fits();
    });

    test('saves the run as a file, finds it after a reload, and opens the file', async () => {
      await page.click(button('Save as a file'));
      const bytes = await until('the file', () => page.evaluate(lastOffered), LOOK_MS);
      const file = join(folder, 'run.trace');
      writeFileSync(file, Uint8Array.from(bytes));
      const { run, damage } = await unpackRun(new Blob([Uint8Array.from(bytes)]));
      expect(damage).toBe('');
      expect(run.traces.map(results)).toEqual(first.traces.map(results));
      await page.reload();
      await sees('Your earlier run.');
      expect(await answer()).toBe(TEXT);
      await page.click(button('Back to the recording'));
      await sees('Recording.');
      await page.choose(PICKER, file);
      await sees('Opened run.');
      expect(await answer()).toBe(TEXT);
    });

    test('Compare measures its shortest plan', async () => {
      await page.click('//nav//a[normalize-space()="Compare"]');
      await until('the plan', () => page.evaluate(there, 'button[name="start"]'), LOOK_MS);
      for (const what of ['taking turns', 'cold']) await page.click(check(what));
      for (const [what, value] of Object.entries({ Rounds: '1', Tokens: '6', Steps: '2' }))
        await fill(field(what), value);
      await sees('2 runs, with fixed prompts and seed.');
      await page.click(button('Start'));
      const saved = await until(
        'the result',
        () => page.evaluate(measured),
        RUN_MS,
        () => page.evaluate(measuring),
      );
      const result = decodeResult(saved);
      expect(result.end).toMatchObject({ complete: true });
      expect(result.samples.map(({ lane, policy }) => [lane, policy])).toEqual([
        ['a', 'alone'],
        ['b', 'alone'],
        ['a', 'together'],
        ['b', 'together'],
      ]);
      expect(result.engines.every(({ knownAnswer }) => knownAnswer?.ok)).toBe(true);
      const { sharedMemory } = await page.evaluate(abilities);
      expect(result.notes.some(({ code }) => code === 'not-isolated')).toBe(!sharedMemory);
      await fits();
    });

    test('fits a phone, in both views', async () => {
      await page.openOnPhone(`${site.url}?${SETTINGS}`, PHONE.width, PHONE.height);
      // The recording, which this tab went back to, or in a window of its own the earlier run.
      await until('a run on show', () => answer().then((text) => /\w+ \w+/.test(text)), LOOK_MS);
      expect(await page.evaluate(() => innerWidth)).toBe(PHONE.width);
      await fits();
      await page.openOnPhone(`${site.url}?${SETTINGS}&view=compare`, PHONE.width, PHONE.height);
      await until('the plan', () => page.evaluate(there, 'button[name="start"]'), LOOK_MS);
      await fits();
    });

    test('nothing of all this was an error', async () => {
      expect(await page.complaints()).toEqual([]);
    });
  });
}

function results(trace: Trace): unknown {
  if (isAutoregression(trace)) return trace.results.map(({ id, logprob }) => [id, logprob]);
  return isDiffusion(trace) ? trace.results.map(({ denoised }) => [...toRgba(denoised)]) : [];
}

// What follows runs in the page, and is all that it knows.

function says(text: string): boolean {
  return document.body.innerText.includes(text);
}

function spoken(): string {
  return `It says: ${document.body.innerText.replace(/\s+/g, ' ').slice(0, 3000)}`;
}

function there(selector: string): boolean {
  return document.querySelector(selector) !== null;
}

function valueAt(place: string): string | null {
  const { singleNodeValue: found } = document.evaluate(place, document, null, 9);
  return found instanceof HTMLInputElement ? found.value : null;
}

function titled(text: string): boolean {
  return document.querySelector(`[title=${JSON.stringify(text)}]`) !== null;
}

function answerOf(): string {
  return document.querySelector('[data-testid=answer]')?.textContent ?? '';
}

function overflow(): number {
  return document.documentElement.scrollWidth - document.documentElement.clientWidth;
}

function painted(): boolean {
  const canvas = document.querySelector('canvas');
  const data = canvas?.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height).data;
  return !!data?.some((value, i) => i % 4 === 0 && value < 200);
}

function phaseOf(): string {
  return globalThis.decodeAndDenoise.state().phase;
}

function messageOf(): string {
  return globalThis.decodeAndDenoise.state().message;
}

async function savedRun(): Promise<number[]> {
  return [...((await globalThis.decodeAndDenoise.savedRun()) ?? [])];
}

async function lastOffered(): Promise<number[] | null> {
  const blob = globalThis.offered?.at(-1);
  return blob ? [...new Uint8Array(await blob.arrayBuffer())] : null;
}

function running(): string {
  return JSON.stringify(globalThis.decodeAndDenoise.state());
}

function measured(): string | null {
  const { phase, message } = globalThis.decodeAndDenoise.benchState();
  if (/failed/.test(phase)) throw new Error(message);
  return phase === 'done' ? globalThis.decodeAndDenoise.savedBench() : null;
}

function measuring(): string {
  return JSON.stringify(globalThis.decodeAndDenoise.benchState());
}

function abilities(): { webgpu: boolean; sharedMemory: boolean } {
  return {
    webgpu: 'gpu' in navigator,
    sharedMemory: crossOriginIsolated && typeof SharedArrayBuffer !== 'undefined',
  };
}
