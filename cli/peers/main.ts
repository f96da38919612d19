/**
 * The page that `npm run bench:peers` drives. It knows how to load and time each contestant; the
 * order of rounds and the arithmetic are the command's.
 */
import { fileOf } from '../../src/core/manifest';
import { fetchManifest } from '../../src/engines/runtime/store';
import { FIRST_LANES, needsOf, refOf, siteEntry } from '../../src/state/settings/catalogue';
import { bare } from './bare';
import {
  Language,
  Pictures,
  type LanguageSample,
  type LoadOrder,
  type PictureSample,
} from './ours';
import type { Sample } from './sample';
import { transformers } from './transformers';
import { Peer } from './wllama';

const baseUrl = new URL('/', location.href).href;
/** The page's own text and picture models, on the runtime that comes first. */
const [TEXT, PICTURE] = FIRST_LANES.map((id) => {
  const entry = siteEntry(id);
  const [runtime] = entry?.runtimes ?? [];
  if (!entry || !runtime) throw new Error(`the catalogue has no ${id}`);
  const { mechanism } = entry;
  return { mechanism, model: refOf(entry), runtime: runtime.id, needs: needsOf(entry, runtime.id) };
}) as [Loadable, Loadable];
type Loadable = Pick<LoadOrder, 'mechanism' | 'model' | 'runtime' | 'needs'>;
const order = (what: Loadable, threads: number): LoadOrder => ({ ...what, baseUrl, threads });

class BenchPage {
  readonly #language = new Language();
  readonly #pictures = new Pictures();
  readonly #peer = new Peer();
  readonly #transformers = transformers();
  readonly #bareLanguage = bare();
  readonly #barePicture = bare();

  /** A fresh worker each time. @returns what runs it, in words */
  async loadLanguage(threads: number): Promise<string> {
    const info = await this.#language.load(order(TEXT, threads));
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
    const manifest = await fetchManifest(baseUrl, TEXT.model.id, signal);
    const gguf = fileOf(manifest, 'weights').path;
    await this.#peer.load(`${baseUrl}models/${TEXT.model.id}/${gguf}`, threads);
  }

  peer(chat: string, tokens: number): Promise<Sample> {
    return this.#peer.run(chat, tokens);
  }

  endPeer(): Promise<void> {
    return this.#peer.end();
  }

  async loadTransformers(threads: number): Promise<void> {
    await this.#transformers.call('load', { model: TEXT.model.id, baseUrl, threads });
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
    await this.#bareLanguage.call('loadLanguage', order(TEXT, threads));
  }

  /** Milliseconds of `tokens` - 1 decode passes. */
  bareLanguage(ids: readonly number[], tokens: number): Promise<number> {
    return this.#bareLanguage.call('language', { ids, tokens });
  }

  async loadPictures(threads: number): Promise<void> {
    await this.#pictures.load(order(PICTURE, threads));
    await this.#barePicture.call('loadPicture', order(PICTURE, threads));
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
