/**
 * The Models view as a program sees it (`npm run demo -- --model`, `npm run check:hub`): it presses
 * the same buttons as a person.
 */
import { EngineError } from '../../core/errors';
import { keyOf } from '../../core/model';
import type { ModelAbout } from '../../core/stored';
import type { HubProgress } from '../../hub';
import type { Settings } from '../settings/settings.svelte';
import { intoLane } from './into-lane';
import type { Look } from './look.svelte';
import type { DeviceModel, Models } from './models.svelte';
import { text } from '../../text/hub';

/** A model that a program has fetched or opened. */
export interface Taken {
  readonly about: ModelAbout;
  readonly bytes: number;
  /** Of the download or the reading of a file; 0 for what was here already. */
  readonly ms: number;
}

export class ModelsProgram {
  constructor(
    private readonly models: Models,
    private readonly look: Look,
    private readonly settings: Settings,
  ) {}

  /** How far what goes on is; null when nothing does. */
  progress(): HubProgress | null {
    const busy = this.models.list.find(({ work }) => work?.phase === 'running');
    return (busy?.work ?? this.models.reading?.work)?.progress ?? null;
  }

  /**
   * Looks a model of the hub up and downloads it, unless it is here.
   * @param address as a person would paste it
   * @throws EngineError in the words of the view
   */
  async fetch(address: string): Promise<Taken> {
    await this.look.at(address);
    const { looked, choice, about, error, refusal } = this.look;
    if (error ?? refusal) throw (error ?? refusal) as EngineError;
    if (!looked || !choice || !about)
      throw new EngineError('unsupported-model', text.worker.noModel(address));
    const key = keyOf(about.ref);
    const here = this.#find(key);
    if (here?.state === 'ready') return { about, bytes: here.bytes, ms: 0 };
    const began = performance.now();
    if (here?.id) this.models.resume(key);
    else this.models.download(looked.repo, choice, about);
    this.look.close();
    await this.#end(key);
    return { about, bytes: choice.bytes, ms: performance.now() - began };
  }

  /** Opens a file. @throws EngineError when it is none that can be run */
  async open(file: File): Promise<Taken> {
    const began = performance.now();
    const key = await this.models.openFile(file);
    const model = key === null ? undefined : this.#find(key);
    if (model) return { about: model.about, bytes: model.bytes, ms: performance.now() - began };
    throw this.models.reading?.work.error ?? new EngineError('aborted', text.stopped);
  }

  /** Puts it into a lane, as "Watch it" does. */
  use({ about }: Taken): void {
    intoLane(this.settings, about);
  }

  #find(key: string): DeviceModel | undefined {
    return this.models.list.find((model) => model.key === key);
  }

  /** @throws EngineError when the download ends without the model */
  async #end(key: string): Promise<void> {
    const work = this.#find(key)?.work;
    await work?.ended;
    if (work?.error) throw work.error;
    await this.models.refresh();
    if (this.#find(key)?.state !== 'ready') throw new EngineError('aborted', text.stopped);
  }
}
