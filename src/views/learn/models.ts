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
export const OTHER_WRITER = another(WRITER);
/** Makes pictures in another way; null where this site has no such model. */
export const OTHER_PAINTER = another(PAINTER);

/** The first model of the same modality and another mechanism. */
function another(id: string): string | null {
  const own = siteEntry(id);
  const found = SITE_MODELS.find(
    ({ modality, mechanism }) => modality === own?.modality && mechanism !== own.mechanism,
  );
  return found?.id ?? null;
}
