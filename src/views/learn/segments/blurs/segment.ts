/** Stop 7: one model writes what the other paints, beside the picture of the words alone. */
import { mechanismOf } from '../../../../core/mechanisms';
import { pictureWords, SCENE } from '../../../../state/session/run-grid.svelte';
import type { Made, Part } from '../../../../state/learn/scene';
import { text } from '../../../../text/learn-blurs';
import { PAINTER, WRITER } from '../../models';
import type { Segment } from '../../segment';
import Overview from './Overview.svelte';

/** What the writer wrote; null before it did. */
function written(made: Made): string | null {
  const trace = made['text'];
  return trace ? (mechanismOf(trace).text?.(trace, trace.results.length) ?? null) : null;
}

export const blurs: Segment = {
  id: 'blurs',
  text,
  asks: true,
  Overview,
  scene: {
    words: 'a cat',
    seed: 3,
    recording: { file: 'learn/blurs.trace' },
    parts: (words, seed): readonly Part[] => [
      {
        ...{ id: 'plain', label: text.parts.plain, model: PAINTER, prompt: words, seed },
        values: { steps: 12 },
      },
      {
        ...{ id: 'text', label: text.parts.text, model: WRITER, prompt: words, seed },
        values: { task: SCENE, tokens: 16 },
      },
      {
        ...{ id: 'both', label: text.parts.both, model: PAINTER, seed, after: 'text' },
        prompt: (made) => {
          const more = written(made);
          return more === null ? null : pictureWords(words, more);
        },
        values: { steps: 12 },
      },
    ],
  },
};
