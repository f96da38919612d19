/** Which lanes beside each other this page can offer: of each mechanism, on a model that is here. Pure. */
import { MECHANISMS } from '../../core/mechanisms';
import type { SideBySide } from '../../core/mechanism/mechanism';
import type { CatalogueEntry } from '../../core/model';

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
  return Object.values(MECHANISMS).flatMap(({ id, sideBySide = [] }) => {
    const model = entries.find(({ mechanism }) => mechanism === id)?.id;
    return model === undefined ? [] : sideBySide.map((one) => ({ ...one, model }));
  });
}
