/** Lanes of one model that fills in by unmasking, which teach something beside each other. */
import { text } from '../../text/side-by-side';
import type { SideBySide } from '../mechanism/mechanism';

/** @param what is to be seen there, a sentence for each */
export function unmaskingLanes(what: {
  readonly passes: string;
  readonly remask: string;
}): SideBySide[] {
  const { passes, remask } = text.unmasking;
  return [
    {
      id: 'passes',
      label: passes,
      what: what.passes,
      lanes: [16, 4, 2, 1].map((count) => ({ passes: count })),
    },
    {
      id: 'remask',
      label: remask,
      what: what.remask,
      lanes: [{ remask: 'off' }, { remask: 'on' }],
    },
  ];
}
