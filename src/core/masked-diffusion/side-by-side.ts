/** Texts of one model that teach something beside each other. */
import { text } from '../../text/masked-diffusion';
import type { SideBySide } from '../mechanism/mechanism';

export const SIDE_BY_SIDE: readonly SideBySide[] = [
  {
    id: 'passes',
    ...text.sideBySide.passes,
    lanes: [16, 4, 2, 1].map((passes) => ({ passes })),
  },
  {
    id: 'remask',
    ...text.sideBySide.remask,
    lanes: [{ remask: 'off' }, { remask: 'on' }],
  },
];
