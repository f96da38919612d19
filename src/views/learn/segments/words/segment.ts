/** Stop 2: a text, token by token; the next one is guessed, and another may be taken. */
import { firstRecording } from '../../../../state/learn/scene';
import { text } from '../../../../text/learn-words';
import { WRITER } from '../../models';
import type { Segment } from '../../segment';
import Overview from './Overview.svelte';

export const words: Segment = {
  id: 'words',
  text,
  asks: true,
  Overview,
  scene: {
    words: 'a red apple',
    seed: 7,
    recording: firstRecording('text'),
    parts: (words, seed) => [
      { id: 'text', label: text.name, model: WRITER, prompt: words, seed, values: { tokens: 48 } },
    ],
  },
};
