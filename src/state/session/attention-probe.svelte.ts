/**
 * Which word drives which pixels, asked of the loaded model for one step at a time. Keeps the newest
 * answer; a run's own trace does not hold it.
 */
import { EngineError, type WireError } from '../../core/errors';
import type { Attention, AttentionQuestion } from '../../core/run/attention';
import type { Trace } from '../../core/run/trace';
import { text } from '../../text/errors';
import type { Session } from './session.svelte';

export interface Probed {
  readonly runId: string;
  /** Of the result. */
  readonly index: number;
  readonly attention: Attention;
}

export class AttentionProbe {
  answer = $state.raw<Probed | null>(null);
  /** The result that is being looked at. */
  asked = $state.raw<Pick<Probed, 'runId' | 'index'> | null>(null);
  error = $state.raw<WireError | null>(null);

  constructor(private readonly session: () => Pick<Session, 'lane' | 'takeOver' | 'machine'>) {}

  /**
   * Asks about a result of a run; loads the model where it is not loaded yet. One at a time: while
   * one is being looked at, others are not taken.
   */
  async look(trace: Trace, index: number, question: AttentionQuestion): Promise<void> {
    if (this.asked) return;
    const { machine } = this.session();
    if (machine.measuring) return machine.ask(() => this.look(trace, index, question));
    const { spec, engine } = trace;
    const { runId } = spec;
    const lane = this.session().lane(spec.lane);
    this.asked = { runId, index };
    this.error = null;
    const ask = async () => {
      if (lane.info?.model.sha256 !== engine.model.sha256)
        throw new EngineError('unsupported-model', text.lane.otherModelAsked(engine.model.name));
      this.answer = { runId, index, attention: await lane.attend(question) };
    };
    try {
      if (lane.info) await ask();
      else await this.#loaded(lane.id, ask);
    } catch (cause) {
      this.error = EngineError.from(cause).toWire();
    } finally {
      this.asked = null;
    }
  }

  /** What fails while it loads is said by the lane. */
  async #loaded(lane: string, ask: () => Promise<void>): Promise<void> {
    let failed: unknown = null;
    await this.session().takeOver([lane], () =>
      ask().catch((cause: unknown) => {
        failed = cause;
      }),
    );
    if (failed) throw failed;
  }
}
