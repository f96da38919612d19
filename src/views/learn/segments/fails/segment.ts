/** Stop 8: eight tasks that go wrong, eight tries each, and a check that is not ours to bend. */
import { text } from '../../../../text/learn-fails';
import type { Segment } from '../../segment';
import { EXHIBITS, sceneOf } from './exhibits';
import Overview from './Overview.svelte';

const [first, ...others] = EXHIBITS.map((exhibit) => ({
  id: exhibit.id,
  name: text.exhibits[exhibit.id].name,
  scene: sceneOf(exhibit),
}));
if (!first) throw new Error('stop 8 has no task');

export const fails: Segment = {
  id: 'fails',
  text,
  asks: false,
  Overview,
  scene: first.scene,
  variants: { legend: text.choose, list: [first, ...others] },
};
