import { plural } from '../plural';

/** A benchmark: plans that cannot be done, files that are no results, notes, and findings. */
export const bench = {
  /** How a run began. */
  starts: { cold: 'cold', warm: 'warm' },

  /** What lanes are called. */
  lanes: {
    /** Two lanes of the same model and runtime. */
    twin: (id: string) => `lane ${id}`,
    title: (lane: string, apart: string) => `${lane}: ${apart}`,
    name: (model: string, apart: string) => `${model} (${apart})`,
    unnamed: 'model',
  },

  /** What a plan may ask for, and why one cannot be done. */
  plan: {
    rounds: 'Rounds',
    spread: 'Spread',
    threads: 'Threads',
    sweepThreads: 'threads',
    noPrompt: 'There is no prompt to measure with.',
    promptLength: (length: number, most: number) =>
      `A prompt of ${plural(length, 'character')} cannot be used: it needs some text, and at most ${plural(most, 'character')}.`,
    nothing: 'Nothing is chosen to be measured: choose a policy, and cold or warm.',
    tooMany: (prompts: number, sweeps: number) =>
      `At most ${plural(prompts, 'prompt')} and ${plural(sweeps, 'sweep')}.`,
    tooMuch: (samples: number, most: number) =>
      `That would be ${plural(samples, 'measurement')}; at most ${most} fit into a result. Choose fewer rounds.`,
    laneCount: (most: number, lanes: number) => `A benchmark has 1 to ${most} lanes, not ${lanes}.`,
    sameId: 'Two lanes have the same id.',
    noSetting: (model: string, key: string) => `The ${model} has no setting “${key}”.`,
    choice: (label: string, value: string | number, choices: readonly string[]) =>
      `${label} ${value}: choose one of ${choices.join(', ')}.`,
    tooLong: (label: string, most: number) => `${label}: at most ${plural(most, 'character')}.`,
    noAxis: (axis: string) => `No lane can be swept over ${axis}.`,
    manyValues: (axis: string, most: number) =>
      `The sweep over ${axis} has more than ${plural(most, 'value')}.`,
    noValues: (axis: string) => `The sweep over ${axis} has no values.`,
    range: (label: string, value: number, min: number, max: number, whole: boolean) =>
      `${label} ${value}: choose ${whole ? 'a whole number' : 'a number'} from ${min} to ${max}.`,
    hint: 'Change the settings of the benchmark.',
  },

  /** Why a file or link is not taken. */
  file: {
    refused: (reason: string) => `This is not a benchmark result: ${reason}.`,
    refusedHint: 'Choose another file or link.',
    newer: (format: number, known: number) =>
      `This result was saved by a newer version of the page (format ${format}; this page reads up to ${known}).`,
    unknownLane: (name: string) =>
      `This result has a lane of “${name}”, which this version of the page does not know.`,
    reload: 'Reload the page to get its newest version.',
    tooLarge: (megabytes: number) => `it is larger than ${megabytes} MB, and no result is`,
    tooMany: 'it holds more parts than any result has',
    notJson: 'it is not readable as JSON, or is cut off',
    unmarked: 'it does not say that it is one',
    unknownVersion: (version: number | null) =>
      `its format version is unknown (${version ?? 'none'})`,
    engineLane: (lane: string) =>
      `an engine belongs to lane ${lane}, which is not in its plan or generates in another way there`,
    sampleEngine: (engine: number, lane: string) =>
      `a sample of lane ${lane} names engine ${engine}, which is not one of that lane`,
    unknownLaneId: (lane: string) => `it mentions lane ${lane}, which is not in its plan`,
    content: 'content',
    wrong: (where: string, why: string) => `its “${where}” is wrong (${why})`,
    sameId: 'two of its lanes have the same id',
    wrongSetting: (key: string, lane: string) => `the “${key}” of its lane ${lane} is wrong`,
    laneId: 'the id of a lane is a letter',
    version1Lane: 'not a lane of version 1',
    linkTooLong: 'the link is too long',
    linkDamaged: 'the link is damaged',
    linkCutOff: 'the link is damaged or cut off',
    linkUnpacks: 'the link unpacks to more than a result can be',
    shortened: (samples: number) =>
      `The link leaves out ${plural(samples, 'sample')}; the file has all of them.`,
  },

  /** What whoever reads a result must know. */
  notes: {
    notChecked: (model: string) =>
      `The ${model} was not checked: it comes without a stored answer.`,
    selfChecked: (model: string, what: string) =>
      `The ${model} comes without a stored answer. Instead: ${what}`,
    wrongSelf: (model: string, what: string) =>
      `The ${model} fails its self-check on this device: ${what} Its figures are wrong, however fast they look.`,
    wrong: (model: string, what: string, worst: string, tolerance: string) =>
      `The ${model} does not give its known answer on this device (${what}: off by ${worst}, at most ${tolerance} is right). Its figures are wrong, however fast they look.`,
    software: (model: string) =>
      `Software adapter, not comparable: WebGPU of the ${model} is computed on the CPU.`,
    battery: 'On battery power: the machine may be slower than it can be.',
    notIsolated: 'The page has no shared memory: WASM has one thread, and the clock may be coarse.',
    otherTab: (runs: number) =>
      `Another tab of this page was computing during ${plural(runs, 'run')}: the figures are too slow.`,
    /** @param percent of a short pass; null where none was measurable */
    coarseClock: (step: string, percent: number | null) =>
      `Timestamps are quantised to ${step} ms${percent === null ? '' : `, ${percent}% of a short pass`}: single passes are blurred.`,
    throttled: (model: string, policy: string, percent: number) =>
      `The ${model} (${policy}) became ${percent}% slower from the first round to the last: the machine is throttling, or something else started to use it.`,
    uneven: (model: string, prompt: string, results: number, asked: number, many: string) =>
      `The ${model} ends “${prompt}” by itself after ${results} of ${asked} ${many}.`,
    hidden: (runs: number) =>
      `The tab was in the background: ${runs === 1 ? '1 run was' : `${runs} runs were`} dropped and measured again.`,
    incomplete: (why: string) => `Incomplete: ${why}`,
  },

  /** Why the ratios of two results may not be about the machines. */
  differences: {
    browsers: (a: string, b: string) => `Different browsers: ${a} and ${b}.`,
    machines: (a: number, b: number) => `Different machines: ${a} and ${b} logical processors.`,
    weights: (a: string, b: string) => `Different weights: ${a} and ${b}.`,
    backends: (a: string, b: string) => `Different backends: ${a} and ${b}.`,
    threads: (a: number, b: number) => `Different numbers of threads: ${a} and ${b}.`,
    runtimes: (a: string, b: string) => `Different runtimes: ${a} and ${b}.`,
    onlyOne: (model: string) => `Only one of them has the ${model}.`,
    work: (model: string, settings: readonly string[]) =>
      `Different settings of the ${model}: ${settings.join(', ').toLowerCase()}.`,
    prompts: 'Different prompts.',
  },

  /** Units of sweeps that no mechanism brings. */
  thread: 'thread',

  /** Why a pass takes as long as it does: one clause for each lane, as one sentence. */
  roofline: {
    bounds: { memory: 'memory-bound', compute: 'compute-bound', dispatch: 'dispatch-bound' },
    needs: {
      memory: (bytes: string, time: string) => `moving its ${bytes}B takes at least ${time}`,
      compute: (operations: string, time: string) =>
        `its ${operations} operations take at least ${time}`,
      dispatch: (kernels: string, time: string) =>
        `handing over its ${kernels} kernels takes ${time}`,
    },
    others: {
      memory: (bytes: string, time: string) => `moving its ${bytes}B ${time}`,
      compute: (operations: string, time: string) => `its ${operations} operations ${time}`,
      dispatch: (kernels: string, time: string) => `handing over its ${kernels} kernels ${time}`,
    },
    only: (time: string) => `only ${time}`,
    and: (parts: readonly string[]) => parts.join(' and '),
    /** @param needs what its limit asks for, then what the others do */
    clause: (
      pass: string,
      apart: string,
      bound: string,
      needs: readonly string[],
      measured: string,
      percent: number,
    ) =>
      `${pass}${apart && ` (${apart})`} is ${bound}: ${needs.join(', ')} (measured ${measured}, ${percent}\u00a0% of that limit)`,
    /** Most of a pass is explained by no limit. @param needs what the limits explain */
    unbound: (
      pass: string,
      apart: string,
      measured: string,
      needs: readonly string[],
      left: string,
    ) =>
      `${pass}${apart && ` (${apart})`} is bound by none of these limits: of its ${measured}, ${needs.join(', ')}; ${left}`,
    left: (time: string, percent: number) =>
      `the other ${time} (${percent}\u00a0%) are overhead, and kernels below their limit`,
    sentence: (clauses: readonly string[]) => {
      const all = clauses.join('; ');
      return all && `${all.charAt(0).toUpperCase()}${all.slice(1)}.`;
    },
  },

  /** A benchmark as it goes. */
  running: {
    left: 'the page was left while it was measuring.',
    measuring: 'Still measuring.',
    stopped: (done: number, total: number) => `stopped after ${done} of ${plural(total, 'run')}.`,
    failed: (done: number, total: number, why: string) =>
      `failed after ${done} of ${plural(total, 'run')}: ${why}`,
    sweep: (axis: string, value: number) => `Sweep over ${axis}: ${value}`,
    round: (round: number, policy: string, start: string) => `Round ${round}, ${policy}, ${start}`,
    hidden: 'The tab kept going into the background.',
    hiddenHint: 'Keep it in front until the benchmark is over.',
    noEnd: 'The run ended without saying how.',
    aborted: 'Stopped.',
  },

  /** The limits of the device as they are measured. */
  device: {
    hidden: 'The tab was in the background meanwhile, where browsers slow pages down.',
    hiddenHint: 'Keep it in front and measure again.',
  },
};
