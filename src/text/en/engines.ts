/** What engines and their workers say: what they are loading, and why something cannot be done. */
import { counted, plural } from '../plural';

const again = 'If it stays when you try again, the copy of the site is damaged or incomplete.';
const damagedSite =
  'If it stays when you try again, the copy of the site is damaged or of another version.';
const connection = 'Check the connection, then try again: what has arrived is kept.';
const otherRuntime = 'Choose another runtime.';
const fromStart = 'Run again from the start.';

export const engines = {
  /** What is being loaded, as it stands alone; `shell.ui.next` puts what comes next into a sentence. */
  phases: {
    runtime: 'Runtime',
    weights: (model: string) => `${model}, weights`,
    weightsOfTwo: (one: string, other: string) => `${one} and ${other}, weights`,
    weightsOfThree: (one: string, other: string, third: string) =>
      `${one}, ${other} and ${third}, weights`,
    weightsFor: (model: string, runtime: string) => `${model} for ${runtime}, weights`,
    anyWeights: 'Weights of the language model',
    prepare: 'Preparing the model',
    compile: 'Compiling the kernels',
    warmUp: 'Known answer and warm-up',
  },

  /** What was compared with a stored answer. */
  known: {
    logits: (logits: number, prompt: number, more: number) =>
      `${logits} logits after ${prompt} prompt tokens, and after ${more} more`,
    masked: (cases: number) => `logits of ${plural(cases, 'masked text')}`,
    pictureCells: (cases: number) => `logits of ${plural(cases, 'cell')}`,
    decoded: (cases: number) => `${plural(cases, 'picture')} of given tokens`,
    captions: (cases: number) => `embeddings of ${cases} captions`,
    noise: (cases: number) => `predicted x0 at ${cases} noise levels`,
    itself: 'the file itself',
    unreadable: (model: string, where: string, issue: string) =>
      `The golden output of ${model} cannot be read: ${where}: ${issue}`,
    unreadableHint: damagedSite,
    noGolden: (where: string) => `golden.json is not one: ${where}.`,
  },

  /** Which backend, and why not another. */
  backend: {
    onCpu: (why: string) => `Running on the CPU: ${why}.`,
    modelFailed: (why: string) => `on the GPU the model failed (${why})`,
    notChecked: 'on the GPU it was not checked',
    selfCheck: (what: string) => `on the GPU it failed its self-check (${what})`,
    offBy: (what: string, worst: string, tolerance: number) =>
      `on the GPU its known answer (${what}) was off by ${worst}, with ${tolerance} allowed`,
    /** Clauses: they stand in `onCpu`, in `asked` and alone. */
    none: 'this browser has no WebGPU',
    insecure: 'WebGPU needs a secure address (https, or localhost)',
    noGpu: 'the browser offers no usable GPU',
    notOpened: (why: string) => `the browser could not open the GPU (${why})`,
    emulated: (adapter: string) => `WebGPU is only emulated in software here (${adapter})`,
    unnamed: 'unnamed adapter',
    asked: (why: string) => `WebGPU was asked for, but ${why}.`,
    askedHint: 'Choose “Automatic” or “WASM” as backend in the settings.',
    sentence: (why: string) => `${why.charAt(0).toUpperCase()}${why.slice(1)}.`,
  },

  runtime: {
    gpu: (why: string) => `The GPU could not be opened: ${why}`,
    gpuHint: 'Choose “WASM” as backend in the settings.',
    notStarted: (why: string) => `The runtime could not be started: ${why}`,
    notStartedHint: 'Check the connection, then try again.',
    late: (seconds: number) => `The runtime did not start within ${seconds} seconds.`,
    lateHint: 'Press Run to start it anew; if it stays, set Threads to 1 in the settings.',
    notOpened: (why: string) => `The runtime could not open the model: ${why}`,
    notOpenedHint: 'Try the other backend in the settings.',
    lost: (why: string) => `The GPU was lost${why ? `: ${why}` : '.'}`,
    lostHint:
      'What was made so far is kept. Press Run: the model is loaded anew. If it happens often, choose “WASM” in the settings.',
    noLocks: 'Taking turns needs the Web Locks API, which this page does not get.',
    noLocksHint:
      'Open the page over https or on localhost, or let the lanes run together or alone.',
  },

  files: {
    again,
    trouble: 'It has trouble just now. Try again in a while.',
    refused: (file: string, status: number) =>
      `The server did not give out ${file} (HTTP ${status}).`,
    connection,
    noName: (id: string) => `“${id}” is not the name of a model.`,
    notJson: (file: string) => `${file} is not valid JSON.`,
    noObject: (file: string) => `${file} holds no object.`,
    otherModel: (file: string, model: string) => `${file} describes another model, ${model}.`,
    notOfSite: (model: string) => `${model} is not a model of this site.`,
    cutOff: (file: string, loaded: number, total: number) =>
      `${file} was cut off: ${loaded} of ${total} bytes arrived.`,
    missing: (file: string, status: number) => `${file} is missing (HTTP ${status}).`,
    page: (file: string) => `${file} is missing: the server answered with a page.`,
    unreachable: (file: string) => `${file} could not be fetched or was cut off.`,
    tooLong: (file: string, bytes: number) =>
      `${file} is longer than the ${bytes} bytes expected: the file is damaged or altered.`,
    otherHash: (file: string) => `${file} has another SHA-256: the file is damaged or altered.`,
    notUnpacked: (file: string) => `${file} cannot be unpacked: the file is damaged.`,
    notUnpackedHint: 'If it stays when you try again, the copy of the site is damaged.',
  },

  /** What a run asks for that there is not. */
  run: {
    noModel: 'No model is loaded.',
    noModelHint: 'Load the model, then run it.',
    pressRun: 'Press Run.',
    otherMechanism: (mechanism: string, model: string) =>
      `A run of ${mechanism} was given to a ${model}.`,
    language: 'language model',
    diffusion: 'diffusion model',
    masked: 'masked text model',
    byTokens: 'model of pictures by tokens',
    maskedPicture: 'masked picture model',
    setting: (label: string, value: number, min: number, max: number, whole: boolean) =>
      `${label} is ${value}; it must be ${whole ? 'a whole number ' : ''}from ${min} to ${max}.`,
    settingIs: (label: string, value: number) => `${label} is ${value}.`,
    settingRange: (min: number, max: number, whole: boolean) =>
      `It can be ${min} to ${max}${whole ? ', whole numbers only' : ''}.`,
    noPrompt: 'The prompt is empty.',
    noPromptHint: 'Type what the model should answer.',
    promptTokens: (tokens: number, most: number) =>
      `The prompt is ${plural(tokens, 'token')} long; this model takes at most ${most}.`,
    promptTokensHint: 'Shorten the prompt.',
    noPicture: 'There is no prompt to draw.',
    noPictureHint: 'Type a few words, for example “a green dragon”.',
    promptLong: (characters: number, most: number) =>
      `The prompt is ${plural(characters, 'character')} long; ${counted(most)} are allowed.`,
    promptLongHint: 'Shorten it: the picture model reads about a dozen words.',
    noWord: 'There is no word to define.',
    noWordHint: 'Type one, for example “cat”.',
    textLong: (characters: number, most: number) =>
      `The text is ${plural(characters, 'character')} long; ${counted(most)} are allowed.`,
    shorten: 'Shorten it.',
    givenLong: (tokens: number, most: number) =>
      `The given words and gaps are ${plural(tokens, 'token')} long; this model writes at most ${most}.`,
    shortenThem: 'Shorten them.',
    noGap: 'The given words leave nothing to fill in.',
    noGapHint: 'Write _ where the model chooses a token.',
    severalPictures: 'A run that goes on from another makes one picture, not several at once.',
    severalPicturesHint: 'The trace of its parent holds one.',
    style: 'Style',
    notOneOf: (label: string, value: string) => `${label}: there is no “${value}”.`,
    choose: (known: readonly string[]) => `Choose one of ${known.join(', ')}.`,
  },

  /** Where a network begins to return values that are no numbers. */
  notNumbers: {
    token: (token: number) =>
      `From token ${token} on the model returns values that are no finite numbers.`,
    step: (step: number) =>
      `From step ${step} on the model returns values that are no finite numbers.`,
    cell: (cell: number) =>
      `From cell ${cell} on the model returns values that are no finite numbers.`,
    pass: (pass: number) =>
      `From pass ${pass} on the model returns values that are no finite numbers.`,
    encoded: 'The text encoder returned values that are no finite numbers for these words.',
    shown: (step: number) =>
      `The decoder returned values that are no finite numbers for the picture of step ${step}.`,
  },

  /** Why a run cannot be continued. */
  fork: {
    hint: fromStart,
    noParent: 'The run that this one goes on from is not here.',
    tokens: (tokens: number, at: number) =>
      `The run has ${plural(tokens, 'token')}: none can be kept up to ${at}.`,
    steps: (steps: number, at: number) =>
      `The run has ${plural(steps, 'step')}: it cannot be taken up at step ${at}.`,
    passes: (passes: number, at: number) =>
      `The run has ${plural(passes, 'pass', 'passes')}: none can be kept up to ${at}.`,
    cells: (cells: number, at: number) =>
      `The run has ${plural(cells, 'cell')} that can be kept: none up to ${at}.`,
    noCell: 'A cell is given that this model does not have.',
    noToken: (id: number) => `There is no token ${id}.`,
    textLong: (tokens: number, most: number) =>
      `The text is ${plural(tokens, 'token')} long; a run has at most ${most}.`,
    shorten: 'Shorten it.',
    size: 'Its pictures are of another size.',
    noise: 'Its steps have other noise levels: steps and schedule must be the same.',
  },

  models: {
    notLanguage: (model: string) => `${model} is not a language model.`,
    notDenoiser: (model: string, kind: string) => `${model} is not a denoiser but a ${kind} model.`,
    notMasked: (model: string, kind: string) =>
      `${model} is not a masked text model but a ${kind} model.`,
    notByTokens: (model: string, kind: string) =>
      `${model} makes no pictures by tokens; it is a ${kind} model.`,
    notDecoder: (model: string, kind: string) =>
      `${model} is not a decoder of picture tokens but a ${kind} model.`,
    notTogether: (model: string, decoder: string) =>
      `${model} and ${decoder} do not belong together: cells, codes or styles differ.`,
    otherCells: 'This model has no such cells.',
    noTokenizer: 'The tokenizer cannot be read.',
    notEncoder: (model: string, kind: string) =>
      `${model} is not a text encoder but a ${kind} model.`,
    otherOnSite: 'The model on the site is another than the one that is loaded.',
    otherOnSiteHint: 'Press Run: the one of the site is loaded then.',
    otherStep: 'This model could not have made this step.',
  },

  webLlm: {
    noLibrary: (model: string) => `WebLLM needs a library for ${model}, and there is none here.`,
    noGpu: 'WebLLM opened no GPU.',
    otherRuntime,
    wasm: 'WebLLM runs on WebGPU only, and WASM was asked for.',
    wasmHint: 'Choose “Automatic” or “WebGPU” as backend, or onnxruntime-web as runtime.',
    cpu: (why: string) => `WebLLM runs on WebGPU only. ${why}`,
    cpuHint:
      'Choose onnxruntime-web as runtime. On an emulated GPU WebLLM runs, slowly, with “WebGPU” as backend.',
  },
};
