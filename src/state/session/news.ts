/**
 * What a screen reader is told while a run goes on, in portions that can be listened to: the words
 * that were written since, as far as they are whole, and how far what cannot be read out is. Pure;
 * who asks decides how often.
 */
import { text } from '../../text/share';
import { sizeOf } from '../words';
import type { ShownLane } from './shown';

/** By lane: how much of it was told, in characters of its text or in results. */
export type Told = ReadonlyMap<string, number>;

export interface News {
  /** Empty where there is nothing new. */
  readonly words: string;
  readonly told: Told;
}

/** What is there before anything is told: a fork's kept part was told with its parent. */
export function toldBefore(lanes: readonly ShownLane[]): Told {
  return new Map(
    lanes.map(({ id, mechanism, trace }) => {
      const kept = trace?.spec.from?.at ?? 0;
      return [id, trace && mechanism.text ? mechanism.text(trace, kept).length : kept];
    }),
  );
}

/** @param over the run has ended: the rest of each text is told, and no sizes, which the end tells */
export function newsOf(lanes: readonly ShownLane[], told: Told, over: boolean): News {
  const next = new Map(told);
  const parts = lanes.flatMap(({ id, mechanism, trace, name }) => {
    if (!trace) return [];
    const before = told.get(id) ?? 0;
    const { length } = trace.results;
    if (!mechanism.text) {
      if (over || length <= before) return [];
      next.set(id, length);
      return text.news.size(name.short, sizeOf(trace));
    }
    const fresh = mechanism.text(trace, length).slice(before);
    // A word may not be whole yet.
    const whole = over ? fresh : fresh.slice(0, fresh.search(/\s\S*$/) + 1);
    if (!whole.trim()) return [];
    next.set(id, before + whole.length);
    return text.news.words(name.short, whole.trim());
  });
  return { words: parts.join(' '), told: next };
}
