/** Autoregression over picture tokens: one cell after the other, each given all before it. */
import { text } from '../../text/autoregression-picture';
import { text as tokens } from '../../text/picture-tokens';
import { text as chance } from '../../text/chance';
import type { Mechanism } from '../mechanism/mechanism';
import { codesOf } from '../picture-tokens/cell';
import type { PictureInput } from '../picture-tokens/input';
import { PASSES } from '../picture-tokens/mechanism';
import type { CellStep } from './cell';
import { forkSpec } from './fork';
import { METRICS } from './metrics';
import { SETTINGS } from './settings';
import type { PictureSpec, PictureTrace } from './spec';

export const autoregressionPicture: Mechanism<PictureSpec, PictureInput, CellStep> = {
  id: 'autoregression-picture',
  words: text.words,
  passes: {
    encode: PASSES.encode,
    prefill: { ...tokens.passes.prefill, first: true, alone: ({ ttftMs }) => ttftMs ?? null },
    cell: { ...text.passes.cell, first: false, alone: ({ tpotMs }) => tpotMs ?? null },
    second: { ...text.passes.second, first: false, alone: () => null },
    paint: PASSES.paint,
  },
  settings: SETTINGS,
  suggested: (manifest) =>
    manifest.kind === 'picture-by-tokens' ? { ...manifest.config.defaults } : {},
  spec: (common, values) => ({
    ...common,
    mechanism: 'autoregression-picture',
    temperature: Number(values['temperature'] ?? SETTINGS.temperature.initial),
    topK: Number(values['topk'] ?? SETTINGS.topk.initial),
    topP: Number(values['topp'] ?? SETTINGS.topp.initial),
    guidance: Number(values['guidance'] ?? SETTINGS.guidance.initial),
    style: Number(values['style'] ?? SETTINGS.style.initial),
  }),
  valuesOf: ({ temperature, topK, topP, guidance, style }) => ({
    ...{ guidance, temperature, topk: topK, topp: topP, style },
  }),

  metrics: METRICS,
  pace: 'tpotMs',
  settled(trace) {
    const cells = cellsOf(trace);
    return trace.results.map(({ t }, i) => ({ t, share: cells ? (i + 1) / cells : 0 }));
  },
  final: { when: text.final, atEnd: false },
  continuation(trace, count) {
    const cells = cellsOf(trace);
    if (!cells) return null;
    // Of a whole picture the last cell is said anew, or there would be nothing to continue.
    return { at: Math.min(count, cells - 1), others: [], note: '' };
  },
  fork: forkSpec,
  describe: ({ temperature, guidance }) => text.describe(temperature, guidance),
  branch({ spec: { from }, input }) {
    if (!from) return text.branch.start;
    const [id] = from.forced;
    return id === undefined || !input
      ? text.branch.cell(from.at + 1)
      : text.branch.given(from.at + 1, codesOf(id, input.codes).join('·'));
  },
  changes(parent, spec) {
    const list: string[] = [];
    if (spec.guidance !== parent.guidance) list.push(chance.guidance.vary.name(spec.guidance));
    if ((['temperature', 'topK', 'topP'] as const).some((key) => spec[key] !== parent[key]))
      list.push(text.changes.sampling);
    if (spec.style !== parent.style) list.push(tokens.otherStyle);
    return list;
  },

  picture: pictureOf,

  asked: () => null,
};

/** Cells of the picture; 0 before they are known. */
function cellsOf({ input }: PictureTrace): number {
  return input ? input.side ** 2 : 0;
}

/** The newest picture that was made of the first so many cells. */
function pictureOf({ results }: PictureTrace, count: number): Float32Array | null {
  return results.slice(0, count).findLast(({ picture }) => picture)?.picture ?? null;
}
