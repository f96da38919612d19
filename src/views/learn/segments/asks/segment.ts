/** Stop 9: the questions for each kind, and the table that the reader's own runs fill. */
import { text } from '../../../../text/learn-asks';
import type { Segment } from '../../segment';
import { set } from '../set/segment';
import Overview from './Overview.svelte';

export const asks: Segment = { id: 'asks', text, asks: true, Overview, scene: set.scene };
