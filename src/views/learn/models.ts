/** The models that the tour runs: those that the page opens with. */
import { FIRST_LANES, siteEntry } from '../../state/settings/catalogue';

const [writer = '', painter = ''] = ['text', 'picture'].map((modality) =>
  FIRST_LANES.find((id) => siteEntry(id)?.modality === modality),
);

/** Makes text. */
export const WRITER = writer;
/** Makes pictures. */
export const PAINTER = painter;
