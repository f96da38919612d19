/**
 * The page that `npm run bench:peers` drives. It knows how to load and time each contestant; the
 * order of rounds and the arithmetic are the command's.
 */
import { fileOf } from '../../src/core/manifest';
import { fetchManifest } from '../../src/engines/runtime/store';
import { MODELS } from '../../src/state/session/models';
import { bare } from './bare';
import { Language, Pictures, type LanguageSample, type PictureSample } from './ours';
import type { Sample } from './sample';
import { transformers } from './transformers';
import { Peer } from './wllama';

const baseUrl = new URL('/', location.href).href;
const order = (lane: keyof typeof MODELS, threads: number) => ({
  model: MODELS[lane],
  baseUrl,
  threads,
});

class BenchPage {
  readonly #language = new Language();
  readonly #pictures = new Pictures();
  readonly #peer = new Peer();
  readonly #transformers = transformers();
  readonly #bareLanguage = bare();
  readonly #barePicture = bare();

  /** A fresh worker each time. @returns what runs it, in words */
  async loadLanguage(threads: number): Promise<string> {
    const info = await this.#language.load(order('language', threads));
    return `${info.model.name}, ${info.runtime}, ${info.backend}, ${info.threads} threads`;
  }

  language(prompt: string, tokens: number): Promise<LanguageSample> {
    return this.#language.run(prompt, tokens);
  }

  /** Passes of decode until a fork's first token. */
  fork(prompt: string, tokens: number): Promise<number> {
    return this.#language.fork(prompt, tokens);
  }

  async loadPeer(threads: number): Promise<void> {
    const { signal } = new AbortController();
    const manifest = await fetchManifest(baseUrl, MODELS.language, signal);
    const gguf = fileOf(manifest, 'weights').path;
    await this.#peer.load(`${baseUrl}models/${MODELS.language}/${gguf}`, threads);
  }

  peer(chat: string, tokens: number): Promise<Sample> {
    return this.#peer.run(chat, tokens);
  }

  endPeer(): Promise<void> {
    return this.#peer.end();
  }

  async loadTransformers(threads: number): Promise<void> {
    await this.#transformers.call('load', order('language', threads));
  }

  transformers(
    ids: readonly number[],
    tokens: number,
  ): Promise<Sample & { readonly written: readonly number[] }> {
    return this.#transformers.call('run', { ids, tokens });
  }

  endTransformers(): void {
    this.#transformers.end();
  }

  async loadBareLanguage(threads: number): Promise<void> {
    await this.#bareLanguage.call('loadLanguage', order('language', threads));
  }

  /** Milliseconds of `tokens` - 1 decode passes. */
  bareLanguage(ids: readonly number[], tokens: number): Promise<number> {
    return this.#bareLanguage.call('language', { ids, tokens });
  }

  async loadPictures(threads: number): Promise<void> {
    await this.#pictures.load(order('diffusion', threads));
    await this.#barePicture.call('loadPicture', order('diffusion', threads));
  }

  picture(prompt: string, steps: number): Promise<PictureSample> {
    return this.#pictures.run(prompt, steps);
  }

  /** Milliseconds of one pass for each batch size. */
  barePicture(batches: readonly number[]): Promise<number> {
    return this.#barePicture.call('picture', { batches });
  }
}

declare global {
  var benchPage: BenchPage;
}
globalThis.benchPage = new BenchPage();
