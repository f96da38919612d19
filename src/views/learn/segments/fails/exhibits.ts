/** The tasks of stop 8: what is asked, how a try is checked, and what a check found. Pure. */
import { mechanismOf } from '../../../../core/mechanisms';
import type { Trace } from '../../../../core/run/trace';
import type { Part, Scene } from '../../../../state/learn/scene';
import { text } from '../../../../text/learn-fails';
import { percent } from '../../../../ui/format';
import { PAINTER, WRITER } from '../../models';
import { changed, pictureOf } from '../../parts/pictures';
import { coloursIn, glyphsIn, shapesIn } from './shapes';

export const TRIES = 8;

/** Whether a try is right, and what the check saw, for a person. */
export interface Verdict {
  readonly ok: boolean;
  readonly found: string;
}

export interface Exhibit {
  readonly id: keyof typeof text.exhibits;
  readonly writes: boolean;
  /** @param traces of one try, one for each prompt; null where a run is not over */
  check(traces: readonly Trace[]): Verdict | null;
}

const LARGE = 0.015;
const PLACES = 1 / 3;
const FRAMES = 1 / 4;
const COLOUR = 0.08;
const LETTERS = 4;

/** What was written in whole. */
function said(trace: Trace | undefined): string {
  return trace ? (mechanismOf(trace).text?.(trace, trace.results.length) ?? '') : '';
}

const NUMBERS: Readonly<Record<string, number>> = {
  zero: 0,
  one: 1,
  once: 1,
  two: 2,
  twice: 2,
  three: 3,
  four: 4,
  five: 5,
  six: 6,
};

/** The first number in a text, in digits or as a word; null without one. */
export function firstNumber(answer: string): number | null {
  const found = /\d[\d,]*|\b(zero|one|once|two|twice|three|four|five|six)\b/i.exec(answer)?.[0];
  if (found === undefined) return null;
  return NUMBERS[found.toLowerCase()] ?? Number(found.replaceAll(',', ''));
}

/** That it does not know, or that there is no such thing. */
const ADMITS =
  /(not? (aware|sure|certain|familiar|know)|n['’]t (know|exist|have (any )?(information|record)|find)|no (such|known|record|evidence|information)|does not (exist|appear)|not (a real|real|exist|possible|clear)|fiction|imaginary|made[- ]up|unable|cannot|can['’]t|unknown)/i;

export function admits(answer: string): boolean {
  return ADMITS.test(answer);
}

function ofPicture(of: (values: Float32Array) => Verdict): Exhibit['check'] {
  return ([trace]) => {
    const values = pictureOf(trace);
    return values && of(values);
  };
}

function ofPair(of: (share: number) => boolean): Exhibit['check'] {
  return ([first, second]) => {
    const share = changed(pictureOf(first), pictureOf(second));
    return share === null ? null : { ok: of(share), found: text.found.apart(percent(share)) };
  };
}

export const EXHIBITS: readonly Exhibit[] = [
  {
    id: 'sum',
    writes: true,
    check([trace]) {
      const digits = said(trace).replace(/(?<=\d)[,. ](?=\d{3})/g, '');
      const numbers: readonly string[] = digits.match(/\d+/g) ?? [];
      const last = numbers.at(-1);
      const found = last === undefined ? text.found.nothing : text.found.last(last);
      return { ok: numbers.includes('53361'), found };
    },
  },
  {
    id: 'invented',
    writes: true,
    check([trace]) {
      const ok = admits(said(trace));
      return { ok, found: ok ? text.found.admits : text.found.invents };
    },
  },
  {
    id: 'letters',
    writes: true,
    check([trace]) {
      const number = firstNumber(said(trace));
      const found = number === null ? text.found.nothing : text.found.answer(String(number));
      return { ok: number === 3, found };
    },
  },
  {
    id: 'three',
    writes: false,
    check: ofPicture((values) => {
      const n = shapesIn(values).filter(({ share }) => share >= LARGE).length;
      return { ok: n === 3, found: text.found.shapes(n) };
    }),
  },
  { id: 'places', writes: false, check: ofPair((share) => share > PLACES) },
  {
    id: 'colours',
    writes: false,
    check: ofPicture((values) => {
      const { blue, red } = coloursIn(values);
      return {
        ok: blue >= COLOUR && red >= COLOUR,
        found: text.found.colours(percent(blue), percent(red)),
      };
    }),
  },
  {
    id: 'writing',
    writes: false,
    check: ofPicture((values) => {
      const n = glyphsIn(values);
      return { ok: n >= LETTERS, found: text.found.glyphs(n) };
    }),
  },
  { id: 'frames', writes: false, check: ofPair((share) => share < FRAMES) },
];

/** Of a try and a prompt, counted from 0. */
export const partId = (attempt: number, prompt: number) => `${attempt} ${prompt}`;

export function sceneOf({ id, writes }: Exhibit): Scene {
  const { prompts } = text.exhibits[id];
  return {
    words: prompts[0] ?? '',
    seed: 1,
    recording: { file: `learn/fails-${id}.trace` },
    parts: (_, seed) =>
      Array.from({ length: TRIES }, (_, attempt) =>
        prompts.map((prompt, i): Part => ({
          id: partId(attempt, i),
          label: (prompts.length < 2 ? text.try : i ? text.second : text.first)(attempt + 1),
          model: writes ? WRITER : PAINTER,
          prompt,
          seed: seed + attempt,
          // The question as it is, with no task around it.
          values: writes ? { task: '{prompt}', tokens: 40 } : { steps: 12 },
          ...(writes ? {} : { glance: true as const }),
        })),
      ).flat(),
  };
}
