/** The Watch view outside of what each mechanism shows: frame, clock, prompt, notices, forks. */
import { plural } from '../plural';

export const watch = {
  axis: {
    legend: 'How the lanes stand beside each other',
    clock: 'one clock',
    clockMeans: 'All lanes at the same moment.',
    own: 'own progress',
    ownMeans: 'All lanes at the same share of their runs.',
  },
  /** What is fetched after the first look did not arrive. */
  notFetched: {
    share: 'Keep and share could not be loaded. Reload the page to try again.',
    part: 'This part could not be loaded. Check the connection, then close and open it again.',
  },
  frame: {
    recording: 'recording',
    model: (name: string, runtime: string) => `${name}, ${runtime}`,
  },
  glance: {
    label: 'All lanes in small',
    to: (model: string) => `To ${model}`,
    failed: (lane: string) => `${lane}:`,
  },
  metrics: {
    wrongSelf: (what: string) => `These figures are wrong and measure nothing: ${what}`,
    of: (model: string) => `Figures of ${model}`,
    wrong: (what: string, worst: string, tolerance: string) =>
      `These figures are wrong and measure nothing: on this device the model does not give its known answer (${what}: off by ${worst}, allowed ${tolerance}).`,
    meanings: 'What these mean',
  },
  pause: {
    pause: 'Pause',
    resume: 'Continue',
    means: 'The models wait between two forward passes; the clock stands still.',
    onePass: 'One pass',
    onePassMeans: 'Each model computes one forward pass.',
  },
  play: {
    speed: 'Speed of playing',
    speedMeans: 'Share of true speed',
    play: 'Play',
    pause: 'Pause playback',
  },
  provenance: {
    wasm: (threads: number) => `WASM, ${plural(threads, 'thread')}`,
    webgpu: (adapter: string) => (adapter ? `WebGPU on ${adapter}` : 'WebGPU'),
    software: 'software adapter, not comparable',
    softwareMeans:
      'WebGPU computed on the CPU: its results are right, its speed is that of no GPU.',
    warm: 'warm',
    warmMeans: 'Not the first run since the model was loaded.',
    cold: 'cold (first run)',
    coldMeans: 'The first run since the model was loaded.',
    single: 'n = 1 run',
    singleMeans: 'A single run: no spread is known.',
    answer: (what: string, worst: string, tolerance: string) =>
      `${what}: off by ${worst}, allowed ${tolerance}`,
    answerOk: 'known answer ok',
    answerFailed: 'known answer failed',
    selfOk: 'no stored answer; self-check ok',
    selfFailed: 'self-check failed',
    noAnswer: 'not checked: no stored answer',
    noAnswerMeans:
      'This model comes without a stored answer to compare with: nobody checked that this device computes it correctly.',
  },
  clock: {
    title: 'One clock',
    label: 'One clock for all lanes',
    ownTitle: 'Own progress',
    ownLabel: 'All lanes, each on its own progress',
    playhead: 'Playhead',
    back: 'One pass back',
    forward: 'One pass forward',
    live: 'Live',
    end: 'End',
    atLive: 'live',
    atEnd: 'end of the run',
    noRun: 'no run yet',
    seconds: (s: string) => `${s} seconds`,
    shareOfEach: (share: string) => `${share} of each run`,
    ofLane: (lane: string, so: string) => `${lane}: ${so}`,
    legend: 'each bar is one forward pass:',
    /** Of the first bars of a lane: "prefill, 38 tokens". */
    passes: (label: string, size: number, unit: string) => `${label}, ${plural(size, unit)}`,
  },
  settled: {
    title: 'Final so far',
    means: (each: string) =>
      `The share of each result that will not change any more${each ? `: ${each}` : ''}.`,
    growing: 'Provisional while the run goes on: what comes last is not known.',
    /** @param outputs what was cut off, such as "the text" */
    cut: (outputs: readonly string[], one: string) => {
      const which = outputs.join(' and ');
      const said = which.charAt(0).toUpperCase() + which.slice(1);
      return outputs.length > 1
        ? `${said} were not finished: their shares are measured against the newest ${one}.`
        : `${said} was not finished: its share is measured against the newest ${one}.`;
    },
    unknown: 'not known',
    label: (seconds: string, now: string) => `Final at ${seconds} seconds: ${now}`,
    noRun: 'no run yet',
  },
  fork: {
    from: (one: string, number: number) => `Continue from ${one} ${number}`,
    fromMeans: 'Keeps everything before it and generates the rest anew.',
    note: (more: string) => `With the current prompt, seed and settings. ${more}`,
  },
  many: 'Many at once',
  settings: 'Settings',
  prompt: {
    label: 'Prompt',
    example: 'a red apple',
    count: (length: string, most: string) => `${length} of ${most} characters`,
    seed: 'Seed',
    newSeed: 'New',
    newSeedMeans: 'Another seed',
    run: 'Run',
    runAgain: 'Run again',
    stop: 'Stop',
    stopping: 'Stopping',
  },
  lane: {
    starting: 'Starting',
    waiting: 'Ready, waiting for its turn.',
    silent: (seconds: number) =>
      `Nothing has come from the engine for more than ${seconds} seconds.`,
    silentMeans:
      'It may only be slow here; then it goes on by itself. If it hangs, stop waiting: what was generated stays, and you can start it again.',
    giveUp: 'Stop waiting',
    wrong: 'This device computes the model wrongly.',
    wrongMeans: (what: string, worst: string, tolerance: number) =>
      `Compared with its stored answer (${what}) it is off by ${worst}, where at most ${tolerance} is right. What it writes or draws, and its speed, mean nothing.`,
  },
  notices: {
    absent: (model: string) =>
      `This link asks for ${model}, which is not on this device: its lane is left out.`,
    /** While the store of models is read. */
    pending: (model: string) => `Looking for ${model} on this device.`,
    getIt: 'Get it',
    recording: 'Recording.',
    recorded: (words: string, engines: string, browser: string) =>
      `You see a recording of a real run, “${words}”, made on ${engines} in ${browser}.`,
    replace: (megabytes: number) =>
      `Press Run to replace it with a live one; the first time, the models and what runs them (about ${megabytes} MB) are downloaded into this browser.`,
    notKept: 'The models are not kept.',
    notKeptMeans:
      'This browser has no room for them, or keeps nothing for this page: they are downloaded again at each visit.',
    software: 'Software adapter.',
    softwareMeans:
      'WebGPU is computed on the processor here: the results are right, but the speed says nothing about a graphics processor.',
    hidden: 'Times not comparable.',
    hiddenMeans: 'This tab was in the background during the run, where the browser slows it down.',
  },
  failures: {
    onProcessor: 'Run on the processor',
    again: 'Try again',
    webgpu: {
      title: 'WebGPU cannot be used here.',
      advice: 'The models also run on the processor, more slowly.',
      again: 'Try WebGPU again',
    },
    lost: {
      title: 'The graphics processor was taken away.',
      advice:
        'Its driver restarted, the machine slept, or another program needed it. What was generated is kept until then.',
      again: 'Load it and run again',
    },
    memory: {
      title: 'There is not enough memory.',
      advice:
        'Close other tabs or programs, or lower the number of threads in the settings. What was generated is kept until then.',
    },
    quota: {
      title: 'There is no room left to keep the model on this device.',
      advice: 'Free some space for this site, or continue and download the model again next time.',
    },
    fetch: { title: 'The model did not arrive.' },
    offline: {
      title: 'You are offline.',
      advice: 'What this needs is not on this device yet. It is fetched once, and kept.',
    },
    integrity: {
      title: 'The model file is damaged.',
      advice: 'It does not have the checksum that it was published with, so it was not used.',
      again: 'Fetch it again',
    },
    unsupported: { title: 'This model cannot be read.' },
    input: { title: 'This cannot be run.', edit: 'Change the prompt' },
    aborted: { title: 'Stopped.', again: 'Run again' },
    silent: {
      title: 'The engine no longer answers.',
      advice: 'What was generated is kept until then.',
      again: 'Start it again',
    },
    notFinite: {
      title: 'The model does not compute here.',
      advice:
        'Nothing that follows from such values means anything, so the run ended. What came before is kept until then.',
      again: 'Load it and run again',
    },
    internal: {
      title: 'The engine stopped unexpectedly.',
      advice: 'What was generated is kept until then.',
      again: 'Start it again',
    },
  },
};
