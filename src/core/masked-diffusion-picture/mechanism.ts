/** Masked diffusion over picture tokens: all cells at once, the surest kept, again and again. */
import { text } from '../../text/masked-diffusion-picture';
import { text as tokens } from '../../text/picture-tokens';
import { text as shared } from '../../text/unmasking';
import type { Mechanism } from '../mechanism/mechanism';
import { initialValues } from '../mechanism/settings';
import { codesOf } from '../picture-tokens/cell';
import type { PictureInput } from '../picture-tokens/input';
import { PASSES } from '../picture-tokens/mechanism';
import { settledPlaces } from '../unmasking/places';
import { unmaskingChanges, unmaskingOf, valuesOfUnmasking } from '../unmasking/spec';
import { forkSpec } from './fork';
import { METRICS } from './metrics';
import type { PicturePass } from './pass';
import { idsAt } from './places';
import { SETTINGS } from './settings';
import type { MaskedPictureSpec } from './spec';

export const maskedDiffusionPicture: Mechanism<MaskedPictureSpec, PictureInput, PicturePass> = {
  id: 'masked-diffusion-picture',
  words: text.words,
  passes: {
    encode: PASSES.encode,
    prefill: { ...tokens.passes.prefill, first: true, alone: () => null },
    unmask: { ...text.passes.unmask, first: false, alone: ({ msPerPass }) => msPerPass ?? null },
    second: { ...text.passes.second, first: false, alone: () => null },
    paint: PASSES.paint,
  },
  settings: SETTINGS,
  suggested: (manifest) =>
    manifest.kind === 'masked-picture' ? { ...manifest.config.defaults } : {},
  spec: (common, values) => ({
    ...common,
    mechanism: 'masked-diffusion-picture',
    ...unmaskingOf({ ...initialValues(SETTINGS), ...values }),
    style: Number(values['style'] ?? SETTINGS.style.initial),
  }),
  valuesOf: (spec) => ({ ...valuesOfUnmasking(spec), style: spec.style }),

  metrics: METRICS,
  pace: 'msPerPass',
  settled: (trace) => settledPlaces(trace.results, (count) => idsAt(trace, count)),
  final: { when: text.final, atEnd: true },
  /** The pass on show is the first that is computed again. */
  continuation({ input }, count) {
    if (!input || count < 1) return null;
    return { at: count - 1, others: [], note: '' };
  },
  fork: forkSpec,
  describe: ({ passes, guidance }) => text.describe(shared.passes(passes), guidance),
  branch({ spec: { from }, input }) {
    if (!from) return shared.branch.start;
    const here = from.put?.filter(({ at }) => at === from.at) ?? [];
    const newest = here.at(-1);
    if (!newest || !input) return shared.branch.pass(from.at + 1);
    return here.length > 1
      ? text.branch.hole(input.side ** 2 - here.length)
      : text.branch.cell(from.at + 1, newest.place + 1, codesOf(newest.id, input.codes).join('·'));
  },
  changes(parent, spec) {
    const list = unmaskingChanges(parent, spec);
    if (spec.style !== parent.style) list.push(tokens.otherStyle);
    return list;
  },

  /** The newest picture that was made in the first so many passes. */
  picture: ({ results }, count) =>
    results.slice(0, count).findLast(({ picture }) => picture)?.picture ?? null,

  // Where few cells are left to fill in, fewer passes decide all of them.
  asked: () => null,
};
