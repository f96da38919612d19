/** The models that the tour runs: those that the page opens with. */
import { FIRST_LANES, SITE_MODELS, siteEntry } from '../../state/settings/catalogue';

const [writer = '', painter = ''] = ['text', 'picture'].map((modality) =>
  FIRST_LANES.find((id) => siteEntry(id)?.modality === modality),
);

/** Makes text. */
export const WRITER = writer;
/** Makes pictures. */
export const PAINTER = painter;

/** Makes text in another way; null where this site has no such model. */
export const OTHER_WRITER =
  SITE_MODELS.find(
    ({ modality, mechanism }) => modality === 'text' && mechanism !== siteEntry(WRITER)?.mechanism,
  )?.id ?? null;
