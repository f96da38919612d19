/** Pictures of one model that teach something beside each other. */
import { text } from '../../text/diffusion';
import type { SideBySide } from '../mechanism/mechanism';

export const SIDE_BY_SIDE: readonly SideBySide[] = [
  {
    id: 'few',
    ...text.sideBySide.few,
    lanes: [16, 4, 2, 1].map((steps) => ({ steps })),
  },
  {
    id: 'flow',
    ...text.sideBySide.flow,
    // Without fresh noise on the way, so that both are bound for the same picture.
    lanes: [
      { sampler: 'euler', schedule: 'karras' },
      { sampler: 'euler', schedule: 'flow' },
    ],
  },
];
