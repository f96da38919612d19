/** Stop 4: two kinds of output, two ways to make them: as many of the four as this page has. */
import type { Part } from '../../../../state/learn/scene';
import { text } from '../../../../text/learn-swap';
import { OTHER_PAINTER, OTHER_WRITER, PAINTER, WRITER } from '../../models';
import type { Segment } from '../../segment';
import Overview from './Overview.svelte';

export const swap: Segment = {
  id: 'swap',
  text,
  asks: true,
  Overview,
  scene: {
    words: 'a red apple',
    seed: 7,
    recording: { file: 'learn/swap.trace' },
    together: true,
    parts: (prompt, seed): readonly Part[] => [
      {
        ...{ id: 'textOrder', label: text.parts.textOrder, model: WRITER, prompt, seed },
        values: { tokens: 48 },
      },
      {
        ...{ id: 'pictureOnce', label: text.parts.pictureOnce, model: PAINTER, prompt, seed },
        values: {},
      },
      ...(OTHER_WRITER
        ? [
            {
              ...{ id: 'textOnce', label: text.parts.textOnce, model: OTHER_WRITER, prompt, seed },
              values: {},
            },
          ]
        : []),
      ...(OTHER_PAINTER
        ? [
            {
              ...{ id: 'pictureOrder', label: text.parts.pictureOrder, model: OTHER_PAINTER },
              ...{ prompt, seed, values: {} },
            },
          ]
        : []),
    ],
  },
};
