/** The lanes as they stand beside each other: what each shows, and what it is called there. Pure. */
import type { Modality } from '../../core/ids';
import type { Mechanism } from '../../core/mechanism/mechanism';
import { MECHANISMS } from '../../core/mechanisms';
import type { Trace } from '../../core/run/trace';
import { text } from '../../text/session';
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
}

interface Kind {
  readonly id: string;
  readonly mechanism: Mechanism;
  readonly modality: Modality;
}

export interface ShownLane extends Kind {
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
    return mechanism && modality ? [{ id, trace, mechanism: MECHANISMS[mechanism], modality }] : [];
  });
  return kinds.map((kind) => ({ ...kind, name: nameOf(kind, kinds) }));
}

function nameOf({ id, mechanism, modality }: Kind, all: readonly Kind[]): LaneName {
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
  };
}

/** 2 for the second of several; null for one alone. */
function numberOf(id: string, alike: readonly Kind[]): number | null {
  return alike.length > 1 ? alike.findIndex((one) => one.id === id) + 1 : null;
}
