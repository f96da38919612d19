/** The roofline of this device: measured when asked for, stopped at any moment, kept when it fails. */
import type { DeviceLimit } from '../../core/bench/bench';
import { EngineError, type WireError } from '../../core/errors';
import { limitsOf, type Roofline, type RooflineProgress } from '../../core/bench/roofline';
import { text } from '../../text/bench';
import { FrontWatch } from '../session/foreground';
import type { Environment } from '../session/environment';

/** Measures with so many cores at once, beside one; ends at once when the signal fires. */
export type MeasureRoofline = (
  threads: number,
  onProgress: (progress: RooflineProgress) => void,
  signal: AbortSignal,
) => Promise<Roofline>;

export class DeviceRoofline {
  phase = $state<'idle' | 'measuring' | 'done' | 'failed'>('idle');
  progress = $state.raw<RooflineProgress | null>(null);
  /** The newest that was measured; it stays while another is. */
  measured = $state.raw<Roofline | null>(null);
  error = $state.raw<WireError | null>(null);

  #control = new AbortController();
  #activity: Promise<void> = Promise.resolve();

  constructor(
    private readonly measureRoofline: MeasureRoofline,
    private readonly tab: Environment['tab'],
  ) {}

  get limits(): DeviceLimit[] {
    return this.measured ? limitsOf(this.measured) : [];
  }

  /** @param threads cores at once: as many as an engine may use */
  async measure(threads: number): Promise<void> {
    if (this.phase !== 'measuring') this.#activity = this.#measure(threads);
    await this.#activity;
  }

  async #measure(threads: number): Promise<void> {
    const before = this.phase;
    this.phase = 'measuring';
    this.error = null;
    this.#control = new AbortController();
    const watch = new FrontWatch(this.tab);
    try {
      const report = (progress: RooflineProgress) => (this.progress = progress);
      const measured = await this.measureRoofline(threads, report, this.#control.signal);
      if (watch.hidden)
        throw new EngineError('internal', text.device.hidden, text.device.hiddenHint);
      this.measured = measured;
      this.phase = 'done';
    } catch (cause) {
      const error = EngineError.from(cause).toWire();
      if (error.code === 'aborted') this.phase = before === 'done' ? 'done' : 'idle';
      else {
        this.phase = 'failed';
        this.error = error;
      }
    } finally {
      watch.end();
      this.progress = null;
    }
  }

  /** Resolves when nothing computes any more. */
  async stop(): Promise<void> {
    this.#control.abort();
    await this.#activity;
  }
}
