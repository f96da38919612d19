/** What is refused or has failed, and what a person can do about it; and values that were changed. */
import { counted, plural } from '../plural';

const otherFile = 'Choose another file.';
const damagedSite =
  'If it stays when you try again, the copy of the site is damaged or of another version.';

export const errors = {
  stopped: 'Stopped.',
  /** Why a field of a file is wrong, as a clause. */
  missing: 'it is missing',
  notNumbers: 'The model returned values that are no finite numbers.',
  /** @param what in the words of a browser or a library, which are not ours */
  raised: (what: string) => `The browser or the runtime says: “${what}”.`,
  raisedNothing: 'The browser or the runtime does not say why.',

  /** A setting with its value: "Temperature 0.4". */
  setTo: (label: string, value: string | number) => `${label} ${value}`,

  /** What can be set, as it stands before its field and at the beginning of the notes below. */
  limits: {
    seed: 'Seed',
    maxTokens: 'Tokens',
    steps: 'Steps',
    guidance: 'Guidance',
    batch: 'Pictures at once',
    passes: 'Passes',
    orderNoise: 'Order noise',
    temperature: 'Temperature',
    topK: 'Top-k',
    topP: 'Top-p',
    minP: 'Min-p',
    repetitionPenalty: 'Repetition penalty',
    threads: 'Threads',
  },
  changed: {
    notANumber: (label: string, used: number) => `${label}: not a number, ${used} is used.`,
    outside: (
      label: string,
      value: number,
      { min, max, whole }: { min: number; max: number; whole: boolean },
      used: number,
    ) =>
      `${label} ${value} is outside ${min} to ${max}${whole ? ', whole numbers' : ''}: ${used} is used.`,
    notOneOf: (label: string, said: string, known: readonly string[], used: string | number) =>
      `${label} ${said} is not one of ${known.join(', ')}: ${used} is used.`,
    /** In place of what was said, where that is nothing. */
    empty: '(empty)',
  },

  manifest: {
    sha256: 'a sha256 is 64 hex digits',
    fileName: 'a plain file name',
    folderName: 'a plain folder name',
    /** In place of the name of a field. */
    itself: 'the file itself',
    unreadable: (where: string, field: string, issue: string) =>
      `${where} is not a model manifest this page can read (${field}: ${issue}).`,
    unreadableHint: damagedSite,
    lacks: (model: string, role: string, backend = '') =>
      `${model} lists no ${role}${backend && ` for ${backend}`}.`,
  },
  catalogue: {
    unreadable: (where: string) => `${where} is not a catalogue of models this page can read.`,
    unreadableHint: damagedSite,
  },

  savedRun: {
    /** @param what a clause: "it is cut off" */
    refused: (what: string) => `This is not a saved run: ${what}.`,
    refusedHint: otherFile,
    cutOff: 'The file is cut off here.',
    date: 'a date that there is',
  },
  /** What no run can be, as clauses: they stand in `savedRun.refused`. */
  trace: {
    noStart: (got = 'nothing') => `a trace begins with start, got ${got}`,
    twoStarts: 'a trace has one start',
    firstNumber: (seq: number) => `a trace starts at seq 0, got ${seq}`,
    otherRun: (runId: string) => `an event of run ${runId}`,
    afterEnd: (type: string) => `${type} after the end`,
    number: (seq: number, last: number) => `seq ${seq} after ${last}`,
    time: (before: number, after: number) => `time fell from ${before} to ${after}`,
    twoInputs: 'a trace has one input',
  },

  prompt: {
    empty: 'There are no words to work on yet.',
    emptyHint: 'Type what the text and the picture should be about, for example: a red apple.',
    tooLong: (length: number, most: number) =>
      `The prompt has ${plural(length, 'character')}; at most ${counted(most)} fit.`,
    tooLongHint: (by: number) => `Shorten it by ${counted(by)}.`,
    taskTooLong: (length: number, most: number) =>
      `The task with your words in it has ${plural(length, 'character')}; at most ${counted(most)} fit.`,
    taskTooLongHint: 'Shorten the words or the task in the settings.',
  },
  lane: {
    /** A run was made by a model that cannot continue it. */
    otherModel: (name: string) =>
      `This run was made by ${name}, which is not the model that is loaded here: it cannot be continued.`,
    otherModelHint: 'Run again from the start.',
    otherModelAsked: (name: string) =>
      `This run was made by ${name}, which is not the model that is loaded.`,
    noModel: 'No model is loaded.',
    noEnd: 'The run ended without saying how.',
    noAnswer: (seconds: number) => `Nothing came from the engine for ${seconds} seconds.`,
  },
};
