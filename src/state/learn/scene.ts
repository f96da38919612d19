/** What a segment of the tour runs: models, words and settings, and the recording that stands for it. */
import type { SettingValues } from '../../core/model';
import type { SavedRun } from '../../core/saved/codec';
import type { Trace } from '../../core/run/trace';

/** Traces by the part that they are of. */
export type Made = Readonly<Record<string, Trace>>;

/** One run of a scene. */
export interface Part {
  /** Unique in its scene. */
  readonly id: string;
  /** What is special about it: "16 steps", "seed 8". */
  readonly label: string;
  /** Id of a model of this site. */
  readonly model: string;
  /**
   * What the model is given; a setting may wrap it. A function makes it of what was made before, and
   * null leaves the part out.
   */
  readonly prompt: string | ((made: Made) => string | null);
  readonly seed: number;
  /** Settings that differ from what the model suggests. */
  readonly values: SettingValues;
  /** Shown as it ends, among many: a recording holds its last result alone. */
  readonly glance?: true;
  /** Goes on with the clock of another part; else its clock begins with it. */
  readonly after?: string;
}

interface Recording {
  /** Below the site's root. */
  readonly file: string;
  /** Which of its traces are the scene's, in the order of its parts; absent for all. */
  readonly take?: (run: SavedRun) => readonly Trace[];
}

export interface Scene {
  /** What it is run with until a person or a link says otherwise. */
  readonly words: string;
  readonly seed: number;
  readonly recording: Recording;
  parts(words: string, seed: number): readonly Part[];
  /** Parts of different models run side by side; else one after the other. */
  readonly together?: boolean;
}

/** The recording that the page begins with, one trace for each kind of output. */
export function firstRecording(...modalities: readonly string[]): Recording {
  return {
    file: 'traces/first.trace',
    take: ({ traces }) =>
      modalities.flatMap(
        (modality) => traces.find((one) => one.engine.modality === modality) ?? [],
      ),
  };
}
