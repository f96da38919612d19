/**
 * Other tabs of this page: they share the cores and the GPU, and a page cannot stop them. Each says
 * when it begins to compute, and answers who asks; so a measurement knows that it was not alone.
 */
export interface TabWatch {
  /** Another tab computed at any moment so far. */
  readonly seen: boolean;
  end(): void;
}

const NAME = 'decode-and-denoise:computing';
type Message = 'who computes?' | 'this tab computes';

export class OtherTabs {
  readonly #channel: BroadcastChannel;
  #computing = false;
  readonly #watches = new Set<{ seen: boolean }>();

  constructor(name = NAME) {
    this.#channel = new BroadcastChannel(name);
    this.#channel.onmessage = ({ data }: MessageEvent<Message>) => {
      if (data === 'who computes?') this.#tell();
      else if (data === 'this tab computes') for (const watch of this.#watches) watch.seen = true;
    };
  }

  /** Whether this tab computes: said to the others when that begins. */
  set computing(computing: boolean) {
    if (computing === this.#computing) return;
    this.#computing = computing;
    this.#tell();
  }

  watch(): TabWatch {
    const watch = { seen: false };
    this.#watches.add(watch);
    this.#channel.postMessage('who computes?' satisfies Message);
    return {
      get seen() {
        return watch.seen;
      },
      end: () => void this.#watches.delete(watch),
    };
  }

  #tell(): void {
    if (this.#computing) this.#channel.postMessage('this tab computes' satisfies Message);
  }
}
