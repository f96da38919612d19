/** Stop 1: generative AI is the set, language models are in it. Two models run on the same words. */
import type { SettingValues } from '../../../../core/model';
import { text } from '../../../../text/learn-set';
import { firstRecording } from '../../../../state/learn/scene';
import { PAINTER, WRITER } from '../../models';
import type { Segment } from '../../segment';
import Overview from './Overview.svelte';

const WRITES: SettingValues = { tokens: 48 };

export const set: Segment = {
  id: 'set',
  text,
  asks: true,
  Overview,
  scene: {
    words: 'a red apple',
    seed: 7,
    recording: firstRecording('text', 'picture'),
    together: true,
    parts: (prompt, seed) => [
      { id: 'text', label: text.pair.text, model: WRITER, prompt, seed, values: WRITES },
      { id: 'picture', label: text.pair.picture, model: PAINTER, prompt, seed, values: {} },
    ],
  },
};
