import { plural } from '../plural';

/** The Compare view. */
export const compare = {
  starting: 'Starting',
  start: 'Start',
  stop: 'Stop',
  stopping: 'Stopping',
  continue: 'Continue',
  softwareAdapter: 'software adapter, not comparable',
  /** How many runs a figure is made of. */
  n: (runs: number) => `n ${runs}`,

  /** The view as a whole. */
  view: {
    shown: 'Result shown',
    results: 'Results',
    empty:
      'No figures yet. Start measures the models alone, together and taking turns: how long a result of each takes, how much that varies, and how much they slow each other down.',
  },

  /** What is to be measured. */
  plan: {
    label: 'What to measure',
    share: 'How the lanes share',
    onlyOne: 'a lane alone has nothing to share',
    policies: { alone: 'one after the other', together: 'all at once', turns: 'a pass each' },
    runs: 'Runs',
    starts: { cold: 'the first after a load', warm: 'any later run' },
    more: 'Backend, threads, sweeps',
    threads: (threads: number) => plural(threads, 'thread'),
    sweepsOver: (axes: readonly string[]) => `sweeps over ${axes.join(', ')}`,
    machine: 'Machine',
    backend: 'Backend',
    backends: { auto: 'Automatic', webgpu: 'WebGPU', wasm: 'WASM' },
    automatic: 'automatic',
    wasmThreads: 'WASM threads',
    zeroAutomatic: '0 is automatic',
    sweeps: 'Sweeps',
    sweepsWhat: 'how cost grows with',
    kept: 'What is measured so far is kept.',
    nothing: 'Nothing is chosen to be measured: choose how the models share, and cold or warm.',
    what: (work: string) =>
      `${work}, with fixed prompts and seed. Keep this tab in front while it runs.`,
    work: (least: number, most: number) =>
      least === most ? plural(most, 'run') : `${least} to ${plural(most, 'run')}`,
    asked: (lane: string, settings: readonly string[]) => `${lane}: ${settings.join(', ')}`,
    setting: (label: string, value: string) => `${label.toLowerCase()} ${value}`,
  },

  /** The lanes of a plan. */
  lanes: { model: 'Model', runtime: 'Runtime', remove: 'Remove', add: 'Add a lane' },

  /** How often everything is measured. */
  rounds: {
    label: 'How often',
    fixed: 'a number of rounds',
    until: 'until the spread is small',
    rounds: 'Rounds',
    spread: 'Spread',
    ofMedian: '% of the median',
    atMost: 'at most',
  },

  /** A benchmark as it goes. */
  state: {
    done: (done: number, total: number, atMost: boolean) =>
      `${done} of ${atMost ? 'at most ' : ''}${plural(total, 'run')}`,
    left: (so: string, time: string) => `${so}, about ${time} left`,
    waiting:
      'Waiting for this tab to come to the front: what is measured in the background would be wrong.',
    loading: (what: string, next: string) => `Loading: ${what}${next && `, then ${next}`}.`,
    running: 'Running.',
    failed: 'The benchmark failed.',
    resume: 'Continue from there',
  },

  /** What a result is called. */
  names: {
    example: 'Example',
    own: 'This device',
    /** Of a file: "bench-2026-11-25-my-laptop". */
    file: 'bench',
    cores: (cores: number) => plural(cores, 'core'),
    memory: (gib: number, orMore: boolean) => `${gib} GiB${orMore ? ' or more' : ''}`,
    /** "25 November 2026". */
    day: (epochMs: number) =>
      new Date(epochMs).toLocaleDateString('en-GB', {
        day: 'numeric',
        month: 'long',
        year: 'numeric',
        timeZone: 'UTC',
      }),
  },

  /** One result in full. */
  result: {
    soFar: 'so far',
    incomplete: 'incomplete',
    notYours: (machine: string) =>
      `Not yours: measured on another machine (${machine}), to show what a result looks like. Start measures this one.`,
    machine: (machine: string) => `${machine}.`,
    each: (asked: string, seed: number) => `Each run: ${asked}; seed ${seed}.`,
  },

  /** Titles of notes, by their code. */
  notes: {
    wrong: 'Wrong.',
    warning: 'Note.',
    titles: {
      'known-answer': 'Wrong.',
      'software-adapter': 'Not comparable.',
      'not-checked': 'Not checked.',
      'hidden-tab': 'Tab in the background.',
      'other-tab': 'Not alone.',
      battery: 'On battery.',
      'coarse-clock': 'Coarse clock.',
      throttled: 'Slowing down.',
      'not-isolated': 'Not isolated.',
      'other-machine': 'Measured differently.',
      stopped: 'Stopped.',
      failed: 'Failed.',
    },
  },

  /** Every run as a dot. */
  runs: {
    title: (one: string, apart: string) => `Time of one ${one}${apart && `, ${apart}`}`,
    /** For screen readers. */
    label: (title: string, unit: string, medians: readonly string[]) =>
      `${title}, median in ${unit === 's' ? 'seconds' : 'milliseconds'}: ${medians.join('; ')}.`,
    median: (row: string, value: string) => `${row} ${value}`,
    key: (cold: boolean) =>
      `Shorter is faster. Each dot is a run, the bar their median${cold ? '; open dots are cold runs, the first after a load' : ''}.`,
    notDrawn: (lane: string) => `The ${lane} is not drawn: its figures are wrong.`,
  },

  /** The figures of one lane. */
  figures: {
    label: (lane: string) => `Figures of the ${lane}`,
    wrong: (what: string, worst: string, tolerance: string) =>
      `These figures are wrong and measure nothing: on this device the model does not give its known answer (${what}: off by ${worst}, allowed ${tolerance}).`,
    runs: 'runs',
    n: 'n',
    nMeaning: 'Number of runs behind the figures of this row.',
    where: 'computed on',
    key: (runtimes: string) => `Median, below it the smallest and the largest. ${runtimes}.`,
    failed: 'Known answer failed.',
    right: 'Known answer right.',
    notChecked: 'Not checked: no stored answer.',
    selfOk: 'No stored answer; self-check passed.',
    selfFailed: 'Self-check failed.',
    wrongSelf: (what: string) => `These figures are wrong and measure nothing: ${what}`,
    /** Of a model of a hub. */
    commit: (id: string, commit: string, hash: string) =>
      `${id}, commit ${commit}, SHA-256 ${hash}…`,
    /** Of a file of whoever measured. */
    file: (name: string, hash: string) => `${name}, SHA-256 ${hash}…`,
    software: 'WebGPU is computed on the CPU here, which says nothing about a graphics processor.',
    cold: (policy: string) => `${policy}, cold`,
    wasm: (threads: number) => `WASM, ${plural(threads, 'thread')}`,
    webgpu: (adapter: string) => `WebGPU${adapter && ` on ${adapter}`}`,
  },

  /** What sharing the machine costs. */
  sharing: {
    title: 'What sharing costs',
    label: 'Costs of sharing in numbers',
    /** @param range of more than one run; else empty */
    spread: (range: string, runs: number) => `${range && `${range}, `}n ${runs}`,
    which: (one: string, apart: string) => `a ${one}${apart && ` (${apart})`}`,
    /** "Running together, a token takes 1.5× and a step 1.6× as long as alone; …". */
    finding: (
      policy: 'together' | 'turns',
      lanes: readonly { readonly which: string; readonly times: string }[],
      totalWork: string | null,
    ) => {
      const [first, ...rest] = lanes.map(
        ({ which, times }, i) => `${which}${i ? '' : ' takes'} ${times}`,
      );
      const last = rest.pop();
      const list = [[first, ...rest].join(', '), last].filter(Boolean).join(' and ');
      const gain =
        totalWork &&
        `; in the same time they do ${totalWork} of the work that they would do one after the other`;
      return `${policy === 'together' ? 'Running together' : 'Taking turns'}, ${list} as long as alone${gain ?? ''}.`;
    },
    lane: (model: string, apart: string) => `${model}${apart && `, ${apart}`}`,
    warmRuns: 'warm runs',
    slowdown: 'time against alone',
    slowdownMeaning: 'Time for the same work compared with running alone, while all compute.',
    work: 'work done',
    workOf: 'of one after the other',
    workMeaning:
      'Work of all lanes in the time they share, compared with doing it one after the other. Above 100 %, sharing pays off.',
    waits: (lane: string) => `${lane} waits`,
    atMost: 'at most',
    waitsMeaning: 'Longest time between two passes of the lane.',
    passes: (passes: number, lanes: number) =>
      `${plural(passes, 'pass', 'passes')} of ${lanes > 2 ? 'the others' : 'the other'}`,
  },

  /** A figure as a table. */
  data: {
    title: 'As a table',
    of: (figure: string) => `Data of the figure: ${figure}`,
    run: 'Run',
    median: 'median',
    min: 'smallest',
    max: 'largest',
    n: 'n',
    inUnit: (what: string, unit: string) => `${what}, ${unit}`,
  },

  /** How cost grows with work. */
  sweeps: {
    title: 'How cost grows with work',
    one: (one: string) => `One ${one}`,
    curve: (title: string, apart: string) => `${title}${apart && `, ${apart}`}`,
    over: (unit: string) => `${unit}s`,
    threads: 'WASM threads',
    tooFew: 'Too few values for a line.',
    /** @param fixed null where it is too small to tell */
    shared: (each: string, unit: string, fixed: string | null) =>
      `${each} of work that ${unit}s share, ${fixed === null ? 'and no measurable part' : `and ${fixed}`} that they do not.`,
    each: (each: string, unit: string, fixed: string | null) =>
      `${each} for each additional ${unit}, ${fixed === null ? 'and no measurable fixed cost' : `plus ${fixed} regardless of their number`}.`,
    fit: (r2: string) => `R² ${r2}.`,
    /** For screen readers. */
    label: (title: string, over: string, points: readonly string[]) =>
      `${title} over ${over}: ${points.join('; ')}.`,
    point: (x: string, y: string) => `${x}: ${y}`,
    key: 'Medians of warm runs, each lane alone, with the smallest and the largest; lines by least squares.',
  },

  /** The limits of the device, and the passes below them. */
  roofline: {
    title: 'Why it is as fast as it is',
    what: 'The roofline: no pass can do more operations per second than the device can, or than the bytes it moves allow. Measured with our own kernels in a few seconds.',
    again: 'Measure again',
    measure: 'Measure this device',
    failed: 'The device could not be measured.',
    notMeasured: (backend: string) => `${backend === 'webgpu' ? 'WebGPU' : 'WASM'} not measured.`,
    software: 'Software adapter, not comparable.',
    softwareWhy:
      'WebGPU is computed on the CPU here: this is not the roof of a graphics processor.',
    /** For screen readers. */
    label: (sentence: string) =>
      `Roofline: operations per second over operations per byte, both logarithmic. ${sentence}`,
    y: 'operations per second',
    x: 'operations per byte that is moved',
    key: 'Lines show what the device can do, dots what a warm pass reached, dotted lines what is missing to the limit. Operations and bytes of a pass are estimates of what the mathematics asks for.',
    noPass: 'Nothing is drawn below the lines: no pass of these runs can be placed.',
    noResult: 'Run the comparison to see the models below the lines.',
    details: 'What was measured',
    detailsWhat: 'every limit with its spread',
    noLimits: 'This result has no measurement of its device.',
    estimate: (pass: string, operations: string, bytes: string) =>
      `${pass} ${operations} and ${bytes}B`,
    estimates: (passes: readonly string[]) =>
      `Operations and bytes of one pass, estimated from the model: ${passes.join('; ')}.`,
    pass: (pass: string, apart: string) => `${pass}${apart && ` (${apart})`}`,
    /** "f32, 2 cores"; "f16, WebGPU". */
    roof: (precision: string, where: string) =>
      `${precision === 'int16' ? '16-bit integers' : precision}, ${where}`,
    cores: (cores: number) => plural(cores, 'core'),
  },

  /** The limits in numbers. */
  limits: {
    label: 'Limits of the device',
    arithmetic: 'arithmetic in',
    operations: 'operations',
    memory: 'memory',
    perSecond: 'per second',
    bytesPerSecond: 'bytes per second',
    dispatch: 'one more dispatch',
    roundTrip: 'dispatch and readback',
    spread: (low: string, high: string, runs: number) => `${low} – ${high}, n ${runs}`,
  },

  /** Each pass against the limits, in numbers. */
  placements: {
    label: 'Passes against the limits of the device',
    pass: 'one pass',
    measured: 'measured',
    medianN: 'median, n',
    intensity: 'op/byte',
    reached: 'reached',
    perSecond: 'op/s',
    atLeast: 'at least',
    parts: 'where its time goes',
    partsMeaning:
      'Memory or arithmetic, whichever takes longer, then dispatch, then the rest. At their limits, memory and arithmetic go on at once.',
    partsOf: (parts: readonly string[]) => parts.join(', '),
    part: (name: string, percent: string) => `${name} ${percent}`,
    needs: { compute: 'arithmetic', memory: 'memory', dispatch: 'dispatch' },
    needsMeaning: {
      compute: 'Its operations over what the device computes at most.',
      memory: 'Its bytes over what the device moves at most.',
      dispatch:
        'Its kernels, as counted while the engine was loaded, times what one more takes, and one readback.',
    },
    kernels: (count: string) => `${count} kernels`,
    rest: 'the rest',
    restMeaning: 'What the runtime does around its kernels, and kernels below their limit.',
    bound: 'bound by',
    boundMeaning:
      'The limit that takes longest, and its share of the measured time; none of them where more than half of the pass is the rest.',
    bounds: { memory: 'memory', compute: 'arithmetic', dispatch: 'dispatch', rest: 'none of them' },
    roof: 'under the roof of',
  },

  /** Results beside each other. */
  together: {
    title: 'Side by side',
    label: 'Results side by side',
    runs: 'warm runs, median',
    base: 'the others are compared with this',
    ratio: 'and ratio',
    remove: 'remove',
    wrong: 'wrong, no speed',
    row: (metric: string, row: string) => `${metric}, ${row}`,
    faster: 'Faster by more than the spread of both.',
    slower: 'Slower by more than the spread of both.',
    within: 'No more than the spread of both: no difference is shown.',
    key: 'Ratios in grey are within the spread of the two results: they show no difference.',
    differences: (name: string) => `Measured differently: ${name}`,
  },

  /** Files, links and pictures. */
  exchange: {
    title: 'Save and compare',
    name: 'Name',
    nameWhy: 'tells it apart from others of the same browser and day',
    save: 'Save as JSON',
    copyLink: 'Copy link',
    savePicture: 'Save as PNG',
    open: 'Open results of others',
    files: 'Files with results',
    link: 'Link to the result',
    notOpened: 'Not opened.',
    saved: (file: string) => `Saved ${file}.`,
    tooLong: 'This result does not fit into a link; save it as a file.',
    copied: 'Link copied. It carries the result itself, without single passes.',
    notCopied: 'This browser does not let the page copy. Copy it from here:',
    opened: (results: number) =>
      results === 1 ? 'Opened one result.' : `Opened ${results} results.`,
    about:
      'Nothing is sent anywhere. A file holds every sample, the hashes of the models, the settings, and what this browser says about the machine.',
  },

  /** The picture of a result. */
  picture: {
    title: (result: string) => `Decode & Denoise: ${result}`,
    noCanvas: 'This browser provides no canvas to draw on.',
    tooLarge: 'This browser could not make a picture of that size.',
  },
};
