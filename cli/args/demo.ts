/** The command line of the demo. */
import { BACKENDS, type BackendChoice } from '../../src/core/run/engine';
import type { ChosenLane } from '../../src/state/settings/lanes';
import { PAGE_SETTINGS } from '../../src/state/settings/values';
import { siteManifest } from '../site/models';
import { LANE_KEYS, lanesOf, queryOf, type ManifestOf, type Texts } from './lanes';
import { GPUS, inRange, oneOf, optionsOf, UsageError } from './options';

/** Writes what a saved run holds. */
export interface OpenArgs {
  readonly open: string;
  readonly out: string;
}

export interface DemoArgs {
  /** Settings as the page reads them from its URL. */
  readonly query: URLSearchParams;
  readonly lanes: readonly ChosenLane[];
  /** Address on the hub, or path of a file; empty for the site's own models alone. */
  readonly model: string;
  readonly backend: BackendChoice;
  readonly gpu: (typeof GPUS)[number];
  readonly out: string;
  readonly timeoutMs: number;
}

const OWN = ['lanes', 'model', 'engine', 'out', 'gpu', 'timeout', 'open'];

/**
 * @returns null when help was asked for.
 * @throws UsageError on an unknown option or a value that the page would have to change.
 */
export function readDemoArgs(
  argv: readonly string[],
  manifestOf: ManifestOf = siteManifest,
): DemoArgs | OpenArgs | null {
  const { help, set, texts } = parse(argv);
  if (help) return null;
  const out = texts['out'] ?? 'out';
  if (!out.trim()) throw new UsageError('--out: the name of a folder.');
  const open = texts['open'];
  if (open !== undefined) {
    if (!open.trim()) throw new UsageError('--open: the name of a saved run.');
    const keys = [...Object.keys(texts), ...(set.length ? ['set'] : [])];
    const other = keys.find((key) => key !== 'open' && key !== 'out');
    if (other) throw new UsageError(`--${other} does not go with --open: nothing is run.`);
    return { open, out };
  }
  const lanes = lanesOf(texts['lanes'], texts['engine']);
  const timeout = { label: 'Timeout', min: 1, max: 86_400, whole: false };
  return {
    ...{ query: queryOf(texts, set, lanes, manifestOf), lanes, out },
    model: texts['model']?.trim() ?? '',
    backend: oneOf('backend', texts['backend'] ?? 'auto', BACKENDS),
    gpu: oneOf('gpu', texts['gpu'] ?? 'auto', GPUS),
    timeoutMs: Number(inRange('timeout', texts['timeout'] ?? '1800', timeout)) * 1000,
  };
}

interface Given {
  readonly help: boolean;
  /** The values of every `--set`. */
  readonly set: readonly string[];
  /** Of all other options, those that are given. */
  readonly texts: Texts;
}

function parse(argv: readonly string[]): Given {
  const keys = [...Object.keys(PAGE_SETTINGS), ...LANE_KEYS, ...OWN];
  const { help, set, ...texts } = optionsOf(argv, {
    ...Object.fromEntries(keys.map((key) => [key, { type: 'string' as const }])),
    help: { type: 'boolean', short: 'h' },
    set: { type: 'string', multiple: true },
  });
  return { help: help ?? false, set: set ?? [], texts: texts as Texts };
}
