/** Masked diffusion: a text is filled in, all its positions at once, again and again. */
import { text } from '../../text/masked-diffusion';
import type { Mechanism } from '../mechanism/mechanism';
import { forkSpec } from './fork';
import { METRICS } from './metrics';
import type { UnmaskPass } from './pass';
import { placesAt, textOf } from './places';
import { SETTINGS } from './settings';
import { SIDE_BY_SIDE } from './side-by-side';
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
  sideBySide: SIDE_BY_SIDE,
  suggested: (manifest) => (manifest.kind === 'masked-text' ? { ...manifest.config.defaults } : {}),
  spec: (common, values) => ({
    ...common,
    mechanism: 'masked-diffusion',
    passes: Number(values['passes'] ?? SETTINGS.passes.initial),
    temperature: Number(values['temperature'] ?? SETTINGS.temperature.initial),
    topP: Number(values['topp'] ?? SETTINGS.topp.initial),
    guidance: Number(values['guidance'] ?? SETTINGS.guidance.initial),
    noise: Number(values['noise'] ?? SETTINGS.noise.initial),
    remask: values['remask'] === 'on',
    template: String(values['template'] ?? '').trim(),
  }),
  valuesOf: ({ passes, temperature, topP, guidance, noise, remask, template }) => ({
    ...{ template, passes, guidance, temperature, topp: topP, noise },
    remask: remask ? 'on' : 'off',
  }),

  metrics: METRICS,
  pace: 'msPerPass',
  /** A position is final from the last pass on that changed it. */
  settled(trace) {
    const { results } = trace;
    const last = idsAt(trace, results.length);
    const final = new Array<number>(last.length).fill(0);
    results.forEach((_, i) => {
      const now = idsAt(trace, i + 1);
      last.forEach((id, place) => {
        if (now[place] !== id) final[place] = i + 1;
      });
    });
    return results.map(({ t }, i) => ({
      t,
      share: last.length ? final.filter((from) => from <= i).length / last.length : 0,
    }));
  },
  final: { when: text.final, atEnd: true },
  /** The pass on show is the first that is computed again. */
  continuation({ input }, count) {
    if (!input || count < 1) return null;
    return { at: count - 1, others: [], note: '' };
  },
  fork: forkSpec,
  describe: ({ passes, guidance }) => text.describe(passes, guidance),
  cite: ({ spec, results }) => text.cite({ ...spec, done: results.length }),
  branch({ spec: { from, template } }) {
    if (!from) return text.branch.start;
    const put = from.put?.find(({ at }) => at === from.at);
    if (put) return text.branch.word(from.at + 1, put.piece.replaceAll('▁', ' ').trim());
    return from.at === 0 && template
      ? text.branch.template(template)
      : text.branch.pass(from.at + 1);
  },
  changes(parent, spec) {
    const list: string[] = [];
    if (spec.passes !== parent.passes) list.push(text.settings.passes.vary.name(spec.passes));
    if (spec.guidance !== parent.guidance)
      list.push(text.settings.guidance.vary.name(spec.guidance));
    if (spec.remask !== parent.remask)
      list.push(text.settings.remask.vary.names[spec.remask ? 'on' : 'off']);
    const chance = (['temperature', 'topP', 'noise'] as const).some(
      (key) => spec[key] !== parent[key],
    );
    if (chance) list.push(text.changes.sampling);
    return list;
  },

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
