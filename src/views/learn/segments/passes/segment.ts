/** Stop 6: the same model with fewer and fewer passes, then twelve seeds with one and with four. */
import type { Part } from '../../../../state/learn/scene';
import { text } from '../../../../text/learn-passes';
import { PAINTER } from '../../models';
import type { Segment } from '../../segment';
import Overview from './Overview.svelte';

export const STEPS = [16, 8, 4, 2, 1] as const;
export const SEEDS = 12;
const FOUR = 4;

const part = (prompt: string, seed: number, steps: number, id: string, label: string): Part => ({
  ...{ id, label, model: PAINTER, prompt, seed, values: { steps } },
});

export const passes: Segment = {
  id: 'passes',
  text,
  asks: true,
  Overview,
  scene: {
    words: 'a cat',
    seed: 5,
    recording: { file: 'learn/passes.trace' },
    parts: (words, seed) => {
      const seeds = Array.from({ length: SEEDS }, (_, i) => (seed + i) % 2 ** 32);
      const named = (own: number, steps: number) => `${text.seed(own)}, ${text.steps(steps)}`;
      return [
        ...STEPS.map((steps) => part(words, seed, steps, `few ${steps}`, text.steps(steps))),
        ...seeds.map((own, i) => part(words, own, 1, `one ${i}`, named(own, 1))),
        ...seeds.map((own, i): Part => ({
          ...part(words, own, FOUR, `four ${i}`, named(own, FOUR)),
          glance: true,
        })),
      ];
    },
  },
};
