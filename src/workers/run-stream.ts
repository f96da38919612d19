/**
 * The events of one run on their way from the worker to whoever iterates over them. Keeps the
 * rules of the stream when the worker can no longer do so: it adds the one end that is missing.
 */
import type { EngineInfo, EventBody, RunEvent, RunSpec } from '../core/run/run';
import { isTerminal } from '../core/run/run';

/** An end that this side can add. */
export type RunEnd = Extract<EventBody, { type: 'aborted' | 'error' }>;

export class RunStream implements AsyncIterable<RunEvent> {
  readonly #queue: RunEvent[] = [];
  #wake: (() => void) | null = null;
  #newest: RunEvent | null = null;
  #ended = false;

  constructor(
    private readonly spec: RunSpec,
    private readonly engine: EngineInfo,
    private readonly tell: {
      /** Asks the worker to stop between two passes; its `aborted` event comes as any other. */
      abort(): void;
      /** Nothing more will come. */
      ended(): void;
      /** A pass is over that gives no result yet. */
      passed(): void;
    },
  ) {}

  get runId(): string {
    return this.spec.runId;
  }

  push(event: RunEvent): void {
    if (this.#ended) return;
    this.#newest = event;
    this.#ended = isTerminal(event);
    if (this.#ended) this.tell.ended();
    this.#queue.push(event);
    this.#wake?.();
  }

  passed(): void {
    if (!this.#ended) this.tell.passed();
  }

  stop(): void {
    if (!this.#ended) this.tell.abort();
  }

  /** Ends the stream from this side, at once; what the worker still sends is dropped. */
  end(end: RunEnd): void {
    if (this.#ended) return;
    this.tell.abort();
    if (!this.#newest)
      this.push(this.#next({ type: 'start', spec: this.spec, engine: this.engine, warm: false }));
    this.push(this.#next(end));
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<RunEvent> {
    try {
      for (;;) {
        const event = this.#queue.shift();
        if (event) {
          yield event;
          if (isTerminal(event)) return;
        } else {
          await new Promise<void>((resolve) => {
            this.#wake = resolve;
          });
          this.#wake = null;
        }
      }
    } finally {
      // The consumer may leave early.
      if (!this.#ended) this.end({ type: 'aborted' });
    }
  }

  #next(body: EventBody): RunEvent {
    const now = performance.timeOrigin + performance.now() - this.spec.epoch;
    const t = Math.max(0, now, this.#newest?.t ?? 0);
    return { ...body, runId: this.spec.runId, seq: (this.#newest?.seq ?? -1) + 1, t };
  }
}
