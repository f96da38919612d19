/** Stop 10: three questions to the kind of model, the family, and what is often asked. */
import { text } from '../../../../text/learn-which';
import type { Segment } from '../../segment';
import { set } from '../set/segment';
import Overview from './Overview.svelte';

export const which: Segment = { id: 'which', text, asks: true, Overview, scene: set.scene };
