/** Adds up the files of one download and tells it, twice a second, whether or not anything came. */
import type { HubError, HubReason } from './errors';
import type { FilePhase, FileTask } from './fetch-file';
import type { HubFile } from './metadata';
import { RateMeter, type Pace } from './rate';

export interface HubProgress extends Pace {
  readonly phase: FilePhase;
  /** Bytes of all files that are here and count. */
  readonly loaded: number;
  readonly total: number;
  /** Why nothing is fetched right now, and for how many more seconds; null when it is not so. */
  readonly pause: {
    readonly reason: HubReason;
    readonly message: string;
    readonly seconds: number;
  } | null;
}

const EVERY_MS = 500;

export class Reporter {
  readonly #bytes = new Map<HubFile, number>();
  readonly #phases = new Map<HubFile, FilePhase>();
  readonly #total: number;
  readonly #timer: ReturnType<typeof setInterval>;
  #meter: RateMeter | null = null;
  #pause: { why: HubError; until: number } | null = null;

  constructor(
    files: readonly HubFile[],
    private readonly onProgress: (progress: HubProgress) => void,
  ) {
    this.#total = files.reduce((sum, { bytes }) => sum + bytes, 0);
    this.#timer = setInterval(() => this.#tell(), EVERY_MS);
  }

  /** Told by the retries of any file. */
  readonly onWait = (why: HubError, ms: number): void => {
    this.#pause = { why, until: performance.now() + ms };
    this.#tell();
  };

  /** For fetching one of the files. */
  of(file: HubFile): Pick<FileTask, 'onBytes' | 'onPhase'> {
    return {
      onBytes: (bytes) => {
        const more = bytes - (this.#bytes.get(file) ?? 0);
        this.#bytes.set(file, bytes);
        // Bytes that are read again from the disk say nothing about the connection.
        if (this.#phases.get(file) !== 'fetching') return;
        this.#meter?.add(more, performance.now());
        if (more > 0) this.#pause = null;
      },
      onPhase: (phase) => {
        if (phase === 'fetching') this.#meter ??= new RateMeter(performance.now());
        this.#phases.set(file, phase);
        this.#tell();
      },
    };
  }

  /** Tells the last state; nothing comes after it. */
  end(): void {
    clearInterval(this.#timer);
    this.#tell();
  }

  #tell(): void {
    const now = performance.now();
    const loaded = [...this.#bytes.values()].reduce((sum, bytes) => sum + bytes, 0);
    const pace = this.#meter?.pace(this.#total - loaded, now);
    const { why, until = 0 } = this.#pause ?? {};
    this.onProgress({
      phase: this.#phase(),
      loaded,
      total: this.#total,
      ...(pace ?? { rate: null, left: null, stalled: false }),
      pause: why
        ? {
            reason: why.reason,
            message: why.message,
            seconds: Math.max(0, Math.ceil((until - now) / 1000)),
          }
        : null,
    });
  }

  /** Of several files, that of the one that is furthest. */
  #phase(): FilePhase {
    const phases = new Set(this.#phases.values());
    const order = ['fetching', 'reading', 'waiting'] as const;
    return order.find((phase) => phases.has(phase)) ?? 'reading';
  }
}
