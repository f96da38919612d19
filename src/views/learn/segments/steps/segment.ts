/** Stop 3: a picture, step by step; guessed is when it can be told what it is. */
import { firstRecording } from '../../../../state/learn/scene';
import { text } from '../../../../text/learn-steps';
import { PAINTER } from '../../models';
import type { Segment } from '../../segment';
import Overview from './Overview.svelte';

export const steps: Segment = {
  id: 'steps',
  text,
  asks: true,
  Overview,
  scene: {
    words: 'a red apple',
    seed: 7,
    recording: firstRecording('picture'),
    parts: (words, seed) => [
      { id: 'picture', label: text.name, model: PAINTER, prompt: words, seed, values: {} },
    ],
  },
};
