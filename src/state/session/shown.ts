/** The lanes as they stand beside each other: what each shows, and what it is called there. Pure. */
import type { Modality, RuntimeId } from '../../core/ids';
import type { ModelManifest } from '../../core/manifest';
import type { Mechanism } from '../../core/mechanism/mechanism';
import { saidOf } from '../../core/mechanism/settings';
import { MECHANISMS } from '../../core/mechanisms';
import type { SettingValues } from '../../core/model';
import type { Trace } from '../../core/run/trace';
import { text } from '../../text/session';
import { RUNTIME_NAMES } from '../settings/catalogue';
import type { LaneSettings } from '../settings/values';

interface LaneName {
  /** Of the lane; with a number where there are two of a kind. */
  readonly title: string;
  /** The model in a sentence, with its article or its number. */
  readonly model: string;
  /** Of what it makes, beside a plot: "text", "text 2". */
  readonly short: string;
  /** The same in a sentence: "the text", "text 2". */
  readonly output: string;
  /** What differs from other lanes of its model, runtime or settings: "4 steps"; else empty. */
  readonly apart: string;
}

interface Kind {
  readonly id: string;
  readonly mechanism: Mechanism;
  readonly modality: Modality;
  /** Id of the model, what computes it, and what is set of it. */
  readonly model: string;
  readonly runtime: RuntimeId | undefined;
  readonly values: SettingValues;
  readonly manifest: ModelManifest | null;
}

export interface ShownLane extends Pick<Kind, 'id' | 'mechanism' | 'modality'> {
  readonly trace: Trace | null;
  readonly name: LaneName;
}

/** Each lane by what it shows, else by what is chosen for it; one that has neither is left out. */
export function shownLanes(
  lanes: readonly { readonly id: string; readonly trace: Trace | null }[],
  plans: readonly LaneSettings[],
): ShownLane[] {
  const kinds = lanes.flatMap(({ id, trace }) => {
    const plan = plans.find((one) => one.id === id);
    const mechanism = trace?.spec.mechanism ?? plan?.mechanism;
    const modality = trace?.engine.modality ?? plan?.entry.modality;
    const model = trace?.engine.model.id ?? plan?.entry.id;
    if (!mechanism || !modality || model === undefined) return [];
    const made = MECHANISMS[mechanism];
    const values = trace ? made.valuesOf(trace.spec, trace.spec.prompt) : (plan?.values ?? {});
    const manifest = plan?.entry.id === model ? plan.manifest : null;
    const runtime = trace?.engine.runtimeId ?? plan?.runtime;
    return [{ id, trace, mechanism: made, modality, model, runtime, values, manifest }];
  });
  return kinds.map((kind) => {
    const { id, trace, mechanism, modality } = kind;
    return { id, trace, mechanism, modality, name: nameOf(kind, kinds) };
  });
}

function nameOf(kind: Kind, all: readonly Kind[]): LaneName {
  const { id, mechanism, modality } = kind;
  const { lane, model } = mechanism.words;
  const { numbered, inSentence } = text.lane;
  const output = text.modalities[modality];
  const which = numberOf(
    id,
    all.filter((other) => other.mechanism === mechanism),
  );
  const made = numberOf(
    id,
    all.filter((other) => other.modality === modality),
  );
  return {
    title: numbered(lane, which),
    model: inSentence(model, which),
    short: numbered(output, made),
    output: inSentence(output, made),
    apart: apartOf(kind, all),
  };
}

/** Typed text is left out: it can be long, and stands in the lane itself. */
function apartOf(own: Kind, all: readonly Kind[]): string {
  const { mechanism, model, runtime, values, manifest } = own;
  const alike = all.filter((other) => other.mechanism === mechanism && other.model === model);
  const others = alike.some((other) => other.runtime !== runtime);
  const set = Object.entries(mechanism.settings)
    .filter(
      ([key, { kind }]) =>
        kind !== 'text' && alike.some((other) => other.values[key] !== values[key]),
    )
    .map(([key, setting]) => saidOf(setting, values[key] ?? setting.initial, manifest));
  return [...(others && runtime ? [RUNTIME_NAMES[runtime]] : []), ...set].join(', ');
}

/** 2 for the second of several; null for one alone. */
function numberOf(id: string, alike: readonly Kind[]): number | null {
  return alike.length > 1 ? alike.findIndex((one) => one.id === id) + 1 : null;
}
