/** Stop 5: one network told as diffusion and as flow matching; one difference at a time. */
import { text } from '../../../../text/learn-flow';
import { PAINTER } from '../../models';
import type { Segment } from '../../segment';
import Overview from './Overview.svelte';

const STEPS = 12;
const RECIPES = [
  { id: 'flow', sampler: 'euler', schedule: 'flow' },
  { id: 'ddim', sampler: 'ddim', schedule: 'flow' },
  { id: 'karras', sampler: 'ddim', schedule: 'karras' },
] as const;

export const flow: Segment = {
  id: 'flow',
  text,
  asks: true,
  Overview,
  scene: {
    words: 'a rocket',
    seed: 3,
    recording: { file: 'learn/flow.trace' },
    parts: (prompt, seed) =>
      RECIPES.map(({ id, sampler, schedule }) => ({
        ...{ id, label: text.parts[id], model: PAINTER, prompt, seed },
        values: { sampler, schedule, steps: STEPS },
        // Step by step it is the one before.
        ...(id === 'ddim' ? { glance: true as const } : {}),
      })),
  },
};
