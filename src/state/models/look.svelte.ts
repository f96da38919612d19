/**
 * A look at a repository that someone named: what the hub says of it, which of its models could run
 * here, and what the chosen one is. Nothing is downloaded.
 */
import { EngineError } from '../../core/errors';
import type { ModelAbout } from '../../core/stored';
import {
  choiceAt,
  HubError,
  parseAddress,
  type Choice,
  type HubAddress,
  type Looked,
  type ModelsService,
} from '../../hub';
import { text as words } from '../../text/hub';

export class Look {
  phase = $state<'idle' | 'looking' | 'seen' | 'failed'>('idle');
  /** What was asked for, for a person. */
  asked = $state('');
  looked = $state.raw<Looked | null>(null);
  error = $state.raw<EngineError | null>(null);
  /** Path of the choice. */
  main = $state('');
  /** Of the choice; null while it is read or when it is refused. */
  about = $state.raw<ModelAbout | null>(null);
  /** Why the choice cannot be run here. */
  refusal = $state.raw<EngineError | null>(null);
  #stop = new AbortController();

  constructor(
    private readonly service: ModelsService,
    /** False where the browser knows that there is no network. */
    private readonly online: () => boolean = () => navigator.onLine,
  ) {}

  get choice(): Choice | null {
    return this.looked && choiceAt(this.looked, this.main);
  }

  /** @param text as pasted */
  async at(text: string): Promise<void> {
    this.close();
    this.asked = text.trim();
    try {
      const address = parseAddress(text);
      // No use in trying for half a minute.
      if (!this.online()) throw new HubError('unreachable', words.answer.offline);
      await this.#look(address);
    } catch (cause) {
      this.#fail(cause);
    }
  }

  /** Another model of the same repository. */
  async choose(main: string): Promise<void> {
    const { looked } = this;
    this.main = main;
    this.about = null;
    this.refusal = null;
    const { choice } = this;
    if (!looked || !choice) return;
    this.#stop.abort();
    const stop = (this.#stop = new AbortController());
    try {
      const about = await this.service.describe(looked.repo, choice, { signal: stop.signal });
      if (stop === this.#stop) this.about = about;
    } catch (cause) {
      if (stop === this.#stop) this.refusal = EngineError.from(cause);
    }
  }

  close(): void {
    this.#stop.abort();
    this.phase = 'idle';
    this.looked = this.error = this.about = this.refusal = null;
    this.main = '';
  }

  async #look(address: HubAddress): Promise<void> {
    this.phase = 'looking';
    const stop = (this.#stop = new AbortController());
    try {
      const looked = await this.service.look(address, { signal: stop.signal });
      if (stop !== this.#stop) return;
      this.looked = looked;
      this.phase = 'seen';
      const named = address.path ? choiceAt(looked, address.path) : null;
      const first = named ?? preferred(looked.choices);
      if (first) await this.choose(first.main);
    } catch (cause) {
      if (stop === this.#stop) this.#fail(cause);
    }
  }

  #fail(cause: unknown): void {
    this.error = EngineError.from(cause);
    this.phase = 'failed';
  }
}

/** Precisions that lose little and are small, the best first; else the smallest. */
const PREFERRED = ['Q8_0', 'Q4_K_M', 'q4f16', 'q4'];

function preferred(choices: readonly Choice[]): Choice | null {
  for (const variant of PREFERRED) {
    const found = choices.find((choice) => choice.variant === variant);
    if (found) return found;
  }
  return choices[0] ?? null;
}
