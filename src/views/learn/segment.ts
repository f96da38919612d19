/** What a segment of the tour is made of: its words, what it runs, and its picture. */
import type { Component } from 'svelte';
import type { Scene } from '../../state/learn/scene';
import type { Stage } from '../../state/learn/stage.svelte';
import type { Tour } from '../../state/learn/tour.svelte';
import type { Visit } from '../../state/learn/visit.svelte';
import type { Measured } from './segments/asks/measured';

/** What every segment says, whatever it shows. */
interface SegmentText {
  /** In the list of stops: two to four words. */
  readonly name: string;
  /** The question that it answers. */
  readonly title: string;
  /** Paragraphs. */
  readonly lead: readonly string[];
  /** What is left when all else is forgotten. */
  readonly sentence: string;
  /** What to look at, one step and one number at a time. */
  readonly step: string;
  readonly number: string;
  /** Explained where they first stand. */
  readonly words: readonly { readonly term: string; readonly means: string }[];
  readonly sources: readonly { readonly what: string; readonly href?: string }[];
}

/** What the picture of a segment is given. */
export interface SegmentProps {
  stage: Stage;
  tour: Tour;
  visit: Visit<Measured>;
  /** Everything at its end, nothing to operate: for print. */
  still: boolean;
  /** Milliseconds on the clock of the stage; `Infinity` is now. */
  t: number;
  /** Which of the segment's scenes is on the stage; empty where it has one. */
  variant: string;
}

export interface Segment {
  /** Stays the same when segments are moved: guesses are kept by it. */
  readonly id: string;
  readonly text: SegmentText;
  readonly scene: Scene;
  /** A person may run it with words of their own. */
  readonly asks: boolean;
  /** Scenes to choose from, the first being `scene`; absent where there is one. */
  readonly variants?: {
    readonly legend: string;
    readonly list: readonly { readonly id: string; readonly name: string; readonly scene: Scene }[];
  };
  readonly Overview: Component<SegmentProps>;
}
