/** What each cell looks like over the picture, and what is said of it. Pure. */
import type { CellPlace } from '../../../core/masked-diffusion-picture/places';
import { percent } from '../../../ui/format';
import { text } from '../../../text/masked-diffusion-picture-views';
import { text as shared } from '../../../text/unmasking-views';
import type { CellLook } from '../picture-tokens/cell-look';
import { mapOf, type CellView } from '../picture-tokens/cell-map';

const STATES = {
  later: 'masked',
  masked: 'masked',
  remasked: 'remasked',
  fixed: 'fixed',
  revealed: 'newest',
  kept: undefined,
} as const satisfies Record<CellPlace['state'], CellLook['state']>;

const WORDS = {
  later: shared.legend.undecided,
  masked: shared.legend.undecided,
  remasked: shared.legend.again,
  fixed: shared.legend.given,
  revealed: shared.legend.now,
  kept: text.picture.kept,
} as const satisfies Record<CellPlace['state'], string>;

/**
 * @param marked cells that are to be made anew; null where none are being chosen
 * @param whole the picture is finished: who decided a cell, and when, no longer lies over it
 */
export function looksOf(
  places: readonly CellPlace[],
  view: CellView,
  marked: ReadonlySet<number> | null,
  whole: boolean,
): CellLook[] {
  // How sure the model was is known of what it decided, how open a choice is of all that it was asked.
  const measured = places.map(({ known, asked }) => (known || view === 'entropy' ? asked : null));
  const map = mapOf(measured, view, () => 0);
  return places.map(({ place, state, known, asked }): CellLook => {
    const chosen = marked?.has(place) ?? false;
    const sure = known && asked ? percent(Math.exp(asked.logprob)) : '';
    return {
      label: text.picture.cell(place + 1, chosen ? text.picture.chosen : WORDS[state], sure),
      open: known !== null || asked !== null || marked !== null,
      state: whole ? undefined : STATES[state],
      tint: map[place] ?? 0,
      marked: chosen,
    };
  });
}
