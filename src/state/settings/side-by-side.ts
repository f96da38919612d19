/** Which lanes beside each other this page can offer: of each mechanism, on a model that is here. Pure. */
import { MECHANISMS_KNOWN } from '../../core/ids';
import type { SideBySide } from '../../core/mechanism/mechanism';
import type { CatalogueEntry } from '../../core/model';
import { SIDE_BY_SIDE } from '../../core/side-by-side';

export interface Offered extends SideBySide {
  /** Id of the model. */
  readonly model: string;
}

/** @param lanes that are chosen: their models come first */
export function sideBySideOf(
  lanes: readonly { readonly entry: CatalogueEntry }[],
  models: readonly CatalogueEntry[],
): Offered[] {
  const entries = [...lanes.map(({ entry }) => entry), ...models];
  return MECHANISMS_KNOWN.flatMap((id) => {
    const model = entries.find(({ mechanism }) => mechanism === id)?.id;
    return model === undefined ? [] : SIDE_BY_SIDE[id].map((one) => ({ ...one, model }));
  });
}
