/**
 * What is asked of a loaded model beside its runs: which word drives which pixels of a step, what
 * cells of a picture look like as other tokens. A run's own trace does not hold it.
 */
import { EngineError, type WireError } from '../../core/errors';
import type { Attention, AttentionQuestion } from '../../core/run/attention';
import type { PaintQuestion } from '../../core/run/paint';
import type { Trace } from '../../core/run/trace';
import { text } from '../../text/errors';
import type { Session } from './session.svelte';

export interface Probed {
  readonly runId: string;
  /** Of the result. */
  readonly index: number;
  readonly attention: Attention;
}

export class ModelProbe {
  /** The newest answer about attention. */
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
    const { runId } = trace.spec;
    this.asked = { runId, index };
    this.error = null;
    try {
      await this.#ask(trace, async (lane) => {
        this.answer = { runId, index, attention: await lane.attend(question) };
      });
    } catch (cause) {
      this.error = EngineError.from(cause).toWire();
    } finally {
      this.asked = null;
    }
  }

  /** Whether the model of a run is loaded, so that asking costs no download. */
  ready({ spec, engine }: Trace): boolean {
    const { machine } = this.session();
    return (
      !machine.measuring &&
      this.session().lane(spec.lane).info?.model.sha256 === engine.model.sha256
    );
  }

  /**
   * Pictures of cells; loads the model of the run where it is not loaded yet.
   * @returns [3, size, size] each
   * @throws EngineError
   */
  async paint(trace: Trace, question: PaintQuestion): Promise<readonly Float32Array[]> {
    let pictures: readonly Float32Array[] = [];
    await this.#ask(trace, async (lane) => {
      pictures = await lane.paint(question);
    });
    return pictures;
  }

  /** What fails while the model loads is said by the lane. */
  async #ask(
    { spec, engine }: Trace,
    question: (lane: ReturnType<Session['lane']>) => Promise<void>,
  ): Promise<void> {
    const lane = this.session().lane(spec.lane);
    const ask = async () => {
      if (lane.info?.model.sha256 !== engine.model.sha256)
        throw new EngineError('unsupported-model', text.lane.otherModelAsked(engine.model.name));
      await question(lane);
    };
    if (lane.info) return ask();
    let failed: unknown = null;
    await this.session().takeOver([lane.id], () =>
      ask().catch((cause: unknown) => {
        failed = cause;
      }),
    );
    if (failed) throw failed;
  }
}
