/** Masked diffusion: a text is filled in, all its positions at once, again and again. */
import { text } from '../../text/masked-diffusion';
import { text as shared } from '../../text/unmasking';
import type { Mechanism } from '../mechanism/mechanism';
import { initialValues } from '../mechanism/settings';
import { settledPlaces } from '../unmasking/places';
import { unmaskingChanges, unmaskingOf, valuesOfUnmasking } from '../unmasking/spec';
import { forkSpec } from './fork';
import { METRICS } from './metrics';
import type { UnmaskPass } from './pass';
import { placesAt, textOf } from './places';
import { SETTINGS } from './settings';
import type { MaskedInput, MaskedSpec, MaskedTrace } from './spec';

export const maskedDiffusion: Mechanism<MaskedSpec, MaskedInput, UnmaskPass> = {
  id: 'masked-diffusion',
  words: text.words,
  passes: {
    encode: {
      ...text.passes.encode,
      first: true,
      alone: ({ textMs = null, msPerPass = null, passes = null }) =>
        textMs === null || msPerPass === null || passes === null
          ? null
          : textMs - msPerPass * passes,
    },
    unmask: {
      ...text.passes.unmask,
      first: false,
      alone: ({ msPerPass }) => msPerPass ?? null,
    },
  },
  settings: SETTINGS,
  suggested: (manifest) => (manifest.kind === 'masked-text' ? { ...manifest.config.defaults } : {}),
  spec: (common, values) => ({
    ...common,
    mechanism: 'masked-diffusion',
    ...unmaskingOf({ ...initialValues(SETTINGS), ...values }),
    template: String(values['template'] ?? '').trim(),
  }),
  valuesOf: (spec) => ({ template: spec.template, ...valuesOfUnmasking(spec) }),

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
  describe: ({ passes, guidance }) => text.describe(passes, guidance),
  branch({ spec: { from, template } }) {
    if (!from) return shared.branch.start;
    const put = from.put?.find(({ at }) => at === from.at);
    if (put) return text.branch.word(from.at + 1, put.piece.replaceAll('▁', ' ').trim());
    return from.at === 0 && template
      ? text.branch.template(template)
      : shared.branch.pass(from.at + 1);
  },
  changes: unmaskingChanges,

  text: textOf,

  // How many blocks there are is known when the text has ended.
  asked: () => null,
};

/** Of each position that the run came to; null where it is not decided. */
function idsAt(trace: MaskedTrace, count: number): (number | null)[] {
  const end = trace.results.at(-1)?.end ?? 0;
  return placesAt(trace, count)
    .slice(0, end)
    .map(({ id }) => id);
}
