/** Pictures of one model that teach something beside each other. */
import { text } from '../../text/side-by-side';
import type { SideBySide } from '../mechanism/mechanism';

export const SIDE_BY_SIDE: readonly SideBySide[] = [
  {
    id: 'few',
    ...text.few,
    lanes: [16, 4, 2, 1].map((steps) => ({ steps })),
  },
  {
    id: 'flow',
    ...text.flow,
    // Without fresh noise on the way, so that both are bound for the same picture.
    lanes: [
      { sampler: 'euler', schedule: 'karras' },
      { sampler: 'euler', schedule: 'flow' },
    ],
  },
];
