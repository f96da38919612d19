/** The tour: what stands around its segments. */
import { plural } from '../plural';

export const learn = {
  what: 'Ten short stops. Guess, run, compare: what generative AI is, how each kind makes what it makes, and which one you need.',
  stops: 'Stops of the tour',
  number: (n: number, count: number) => `${n} of ${count}`,
  seen: 'opened before',
  previous: 'Back',
  next: 'Next',
  all: 'All stops on one page, to print',
  back: 'Back to the stops',
  watch: 'To Watch, with your words and runs as you left them',

  depth: {
    legend: 'How closely to look',
    overview: 'Overview',
    step: 'Step',
    number: 'Number',
    overviewMeans: 'What happens, in one picture.',
    stepMeans: 'One pass after the other, as in Watch.',
    numberMeans: 'The figures, and every result as a row.',
    which: 'Run to look at',
    nothing: 'There is no run to look at yet.',
    glance: 'The recording holds only the last step of this run. Run it here to see all of them.',
  },

  guess: {
    title: 'Guess first',
    yours: 'your guess',
    answer: 'this run',
    /** After the guess, for screen readers. */
    said: (guess: string, answer: string) => `Your guess: ${guess}. This run: ${answer}.`,
    waiting: 'The answer appears here as the run comes to it.',
    again: 'Guess again',
    skip: 'Go on without a guess',
    take: 'That is my guess',
  },

  run: {
    words: 'Words',
    seed: 'Seed',
    run: 'Run it here',
    again: 'Run it again',
    stop: 'Stop',
    replay: 'Play again',
    inWatch: 'Open this run in Watch',
    link: 'Copy a link to this stop',
    copied: 'Link copied, with these words and this seed.',
    notCopied: (url: string) => `Copy this address: ${url}`,
    recorded: 'Recorded.',
    /** @param date "26 Nov 2026, 21:06" */
    recordedOn: (engines: string, browser: string, date: string) =>
      `A real run, made on ${engines} in ${browser}, ${date}.`,
    live: 'Live.',
    liveOn: (engines: string) => `Made here, on ${engines}.`,
    /** @param megabytes 0 where everything is on this device */
    first: (megabytes: number) =>
      `Nothing is downloaded until you press Run; the first time it is about ${megabytes} MB, after that it is kept on this device.`,
    missing: 'The recording of this stop could not be fetched. The text is complete without it.',
    none: 'Nothing runs at this stop.',
    part: (label: string) => `Run: ${label}`,
  },

  sentence: 'In one sentence',
  words: 'New words',
  sources: 'Where this comes from',

  /** A picture and its text for those who do not see it. */
  picture: (prompt: string, step: string) => `The picture for “${prompt}” after ${step}.`,
  noPicture: 'No picture yet.',
  writing: (tokens: number) => `The text after ${plural(tokens, 'token')}.`,

  table: {
    measured: 'Measured',
    export: 'Save as CSV',
    file: 'decode-and-denoise-tour.csv',
  },
};
