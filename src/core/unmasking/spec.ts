/** What is asked of a model that fills in by unmasking, whatever it fills in. */
import type { SettingValues } from '../model';
import { text as chance } from '../../text/chance';
import { text } from '../../text/unmasking';

export interface UnmaskingSpec {
  /** Of what is unmasked together. */
  readonly passes: number;
  /** 0 takes the likeliest. */
  readonly temperature: number;
  /** Least probability that the likeliest values must have together to be all there are. */
  readonly topP: number;
  /** Classifier-free guidance scale; 1 is none and takes one evaluation a pass instead of two. */
  readonly guidance: number;
  /** Of the order in which places are revealed: Gumbel noise that falls to 0 at the last pass. */
  readonly noise: number;
  /** Whether what is decided may be masked again. */
  readonly remask: boolean;
}

/** @param values one for each setting */
export function unmaskingOf(values: SettingValues): UnmaskingSpec {
  const of = (key: string) => Number(values[key]);
  return {
    passes: of('passes'),
    temperature: of('temperature'),
    topP: of('topp'),
    guidance: of('guidance'),
    noise: of('noise'),
    remask: values['remask'] === 'on',
  };
}

/** The values that make it. */
export function valuesOfUnmasking(spec: UnmaskingSpec): SettingValues {
  const { passes, guidance, temperature, topP, noise, remask } = spec;
  return { passes, guidance, temperature, topp: topP, noise, remask: remask ? 'on' : 'off' };
}

/** What is not as in the parent, a few words each. */
export function unmaskingChanges(parent: UnmaskingSpec, spec: UnmaskingSpec): string[] {
  const list: string[] = [];
  if (spec.passes !== parent.passes) list.push(text.passes(spec.passes));
  if (spec.guidance !== parent.guidance) list.push(chance.guidance.vary.name(spec.guidance));
  if (spec.remask !== parent.remask)
    list.push(text.settings.remask.vary.names[spec.remask ? 'on' : 'off']);
  if ((['temperature', 'topP', 'noise'] as const).some((key) => spec[key] !== parent[key]))
    list.push(text.changes.sampling);
  return list;
}
