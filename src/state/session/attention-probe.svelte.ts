/**
 * Which word drives which pixels, asked of the loaded picture model for one step at a time. Keeps
 * the newest answer; a run's own trace does not hold it.
 */
import type { Attention } from '../../core/run/attention';
import { EngineError, type WireError } from '../../core/errors';
import type { Trace } from '../../core/run/trace';
import type { Comparison } from './session.svelte';

export interface Looked {
  readonly runId: string;
  /** Of the step. */
  readonly index: number;
  readonly attention: Attention;
}

export class Looking {
  answer = $state.raw<Looked | null>(null);
  /** The step that is being looked at. */
  asked = $state.raw<Pick<Looked, 'runId' | 'index'> | null>(null);
  error = $state.raw<WireError | null>(null);

  constructor(private readonly session: () => Pick<Comparison, 'diffusion' | 'takeOver'>) {}

  /**
   * Looks at a step of a run; loads the model where it is not loaded yet. One at a time: while one
   * is being looked at, others are not taken.
   */
  async look(trace: Trace, index: number): Promise<void> {
    const step = trace.steps[index];
    if (!step || trace.spec.lane !== 'diffusion' || this.asked) return;
    const { runId, prompt, style } = trace.spec;
    const { diffusion } = this.session();
    this.asked = { runId, index };
    this.error = null;
    const ask = async () => {
      if (diffusion.info?.model.sha256 !== trace.engine.model.sha256)
        throw new EngineError(
          'unsupported-model',
          `This run was made by ${trace.engine.model.name}, which is not the model that is loaded.`,
        );
      const { sigma, x } = step;
      const attention = await diffusion.attend({ prompt, style, sigma, x });
      this.answer = { runId, index, attention };
    };
    try {
      if (diffusion.info) await ask();
      else await this.#loaded(ask);
    } catch (cause) {
      this.error = EngineError.from(cause).toWire();
    } finally {
      this.asked = null;
    }
  }

  /** What fails while it loads is said by the lane. */
  async #loaded(ask: () => Promise<void>): Promise<void> {
    let failed: unknown = null;
    await this.session().takeOver(['diffusion'], () =>
      ask().catch((cause: unknown) => {
        failed = cause;
      }),
    );
    if (failed) throw failed;
  }
}
