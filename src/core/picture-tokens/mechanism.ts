/** What the mechanisms of pictures by tokens have in common: passes of the prompt, painting, the style. */
import { text } from '../../text/picture-tokens';
import type { Metric } from '../measure/metric';
import type { PassKind } from '../mechanism/mechanism';
import type { ModelManifest } from '../manifest';
import { ownPasses } from '../run/fork';

/** The passes that both have. */
export const PASSES = {
  encode: { ...text.passes.encode, first: true, alone: () => null },
  paint: { ...text.passes.paint, first: false, alone: ({ paintMs }) => paintMs ?? null },
} as const satisfies Record<string, PassKind>;

export const PAINT_MS: Metric = {
  key: 'paintMs',
  ...text.paintMs,
  unit: 'ms',
  better: 'lower',
  shown: [],
  of(trace) {
    const painted = ownPasses(trace).filter(({ kind }) => kind === 'paint');
    return painted.length ? painted.reduce((sum, { ms }) => sum + ms, 0) / painted.length : null;
  },
};

/** @param kind of the manifests that bring styles */
export const styleSetting = (kind: 'picture-by-tokens' | 'masked-picture') =>
  ({
    kind: 'list',
    label: text.style,
    hint: '',
    initial: 0,
    options: (manifest: ModelManifest | null) =>
      manifest?.kind === kind ? manifest.config.styles : [],
  }) as const;
