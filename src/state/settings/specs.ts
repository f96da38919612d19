/** From settings to what each engine is asked. */
import type { DiffusionSpec, LanguageSpec } from '../../core/run/run';
import { chatPrompt } from './prompt';
import type { Values } from './values';

/** @param epoch t = 0 of both lanes, milliseconds since the Unix epoch */
export function specs(
  values: Values,
  epoch: number,
  newId: () => string,
): { language: LanguageSpec; diffusion: DiffusionSpec } {
  const { seed, policy } = values;
  const prompt = values.prompt.trim();
  return {
    language: {
      lane: 'language',
      runId: newId(),
      seed,
      policy,
      epoch,
      prompt: chatPrompt(values.task, prompt),
      maxTokens: values.tokens,
      sampling: {
        temperature: values.temperature,
        topK: values.topk,
        topP: values.topp,
        minP: values.minp,
        repetitionPenalty: values.penalty,
      },
    },
    diffusion: {
      lane: 'diffusion',
      runId: newId(),
      seed,
      policy,
      epoch,
      prompt,
      sampler: values.sampler,
      schedule: values.schedule,
      steps: values.steps,
      guidance: values.guidance,
      style: values.style,
    },
  };
}
