/** The Models view: what is on this device, what can be had, what it takes. */
import { plural } from '../plural';

/** "17 MB", "1.24 GB": powers of ten, as disks are sold and the hub counts. */
const size = (n: number): string => {
  if (n < 1e6) return `${Math.max(1, Math.round(n / 1e3))} kB`;
  if (n < 1e9) return `${n < 1e8 ? (n / 1e6).toFixed(1) : Math.round(n / 1e6)} MB`;
  return `${(n / 1e9).toFixed(2)} GB`;
};
/** "135 M", "1.24 B": as the names of models count. */
const parameters = (n: number): string =>
  n < 1e9 ? `${Math.max(1, Math.round(n / 1e6))} M` : `${(n / 1e9).toFixed(2)} B`;
const seconds = (n: number): string => {
  if (n < 60) return `${Math.max(1, Math.round(n))} s`;
  if (n < 3600) return `${Math.round(n / 60)} min`;
  return `${Math.floor(n / 3600)} h ${Math.round((n % 3600) / 60)} min`;
};

export const models = {
  size,
  here: {
    title: 'On this device',
    /** After the name of a model that the site ships. */
    site: 'comes with this page',
    arrived: (name: string) => `${name} is on this device now.`,
  },
  /** One line of figures under a model's name. */
  facts: {
    makes: { text: 'writes text', picture: 'paints pictures' },
    parameters: (n: number) => `${parameters(n)} parameters`,
    licence: (name: string) => (name ? `licence: ${name}` : 'no licence stated'),
    context: (tokens: number) => `up to ${plural(tokens, 'token')}`,
    commit: (short: string) => `commit ${short}`,
    sha256: (short: string) => `SHA-256 ${short}…`,
    file: 'a file of yours',
    checked: 'hash checked',
    tab: 'in this tab only',
  },
  layouts: {
    gguf: 'GGUF',
    'onnx-causal-lm': 'ONNX',
    'latent-diffusion': 'ONNX, several graphs',
    webllm: 'WebLLM',
  },
  /** What it needs against what this device has. */
  needs: {
    memory: (bytes: number) => `takes about ${size(bytes)} of memory`,
    runs: 'should run on this GPU',
    tight: {
      memory: 'more than half of the memory that the browser tells of: close other tabs first',
      more: 'more than the memory that the browser tells of: it may fail',
      tab: 'more than a tab may take on this device: the browser will probably end it',
    },
    cpu: {
      'no-gpu': 'no WebGPU here: runs on the CPU, slowly',
      buffer: 'a matrix is larger than this GPU takes: runs on the CPU, slowly',
      f16: 'this GPU has no half precision: runs on the CPU, slowly; a version without f16 is faster',
    },
    no: {
      'no-gpu': 'needs WebGPU, which this browser does not offer',
      buffer: 'a matrix is larger than this GPU takes',
      f16: 'needs half precision, which this GPU does not have',
    },
  },
  actions: {
    watch: 'Watch it',
    addLane: 'Add as a lane',
    download: (bytes: number) => `Download ${size(bytes)}`,
    pause: 'Pause',
    resume: 'Resume',
    cancel: 'Cancel',
    again: 'Try again',
    downloadAgain: 'Download again',
    remove: 'Remove',
    removeModel: (name: string) => `Remove ${name}`,
    pauseModel: (name: string) => `Pause the download of ${name}`,
    resumeModel: (name: string) => `Resume the download of ${name}`,
    cancelModel: (name: string) => `Cancel the download of ${name}`,
    watchModel: (name: string) => `Watch ${name}`,
    laneModel: (name: string) => `Add ${name} as a lane`,
    keep: 'Keep on this device',
    keepModel: (name: string) => `Keep ${name} on this device`,
    dismiss: 'Dismiss',
  },
  confirm: {
    remove: (name: string, bytes: number) =>
      `Remove ${name} from this device? To have it again, ${size(bytes)} must be downloaded again.`,
    removeFile: (name: string) =>
      `Remove the copy of ${name} from this device? Your own file stays where it is.`,
    cancel: (name: string, have: number) =>
      `Cancel the download of ${name}? The ${size(have)} that have arrived are removed.`,
    yes: { remove: 'Remove', cancel: 'Cancel it' },
    no: 'Keep it',
  },
  /** A download or a copy under way. */
  progress: {
    waiting: 'Another tab is fetching this file',
    reading: 'Reading what has arrived before',
    fetching: 'Downloading',
    copying: 'Copying',
    hashing: 'Reading the file',
    begins: 'Starting',
    amount: (loaded: number, total: number) => `${size(loaded)} of ${size(total)}`,
    rate: (bytes: number) => `${size(bytes)}/s`,
    left: (s: number) => `${seconds(s)} left`,
    stalled: 'nothing is arriving',
    pausing: 'Stopping',
    paused: (have: number, bytes: number) =>
      `Paused at ${size(have)} of ${size(bytes)}. What has arrived is kept.`,
    elsewhere: (have: number, bytes: number) =>
      `Another tab is downloading this: ${size(have)} of ${size(bytes)}.`,
    evicted: (missing: number) =>
      `The browser has removed ${size(missing)} of it, as it may when the disk is full.`,
    /** While the next try waits, by the reason for it. */
    wait: {
      'rate-limited': (s: number) =>
        `The hub has had too many requests from this network. Next try in ${seconds(s)}.`,
      other: (s: number) => `The connection broke off. Next try in ${seconds(s)}.`,
      server: (s: number) => `The hub has a problem of its own. Next try in ${seconds(s)}.`,
    },
  },
  storage: {
    title: 'Storage',
    used: (bytes: number) =>
      bytes ? `Downloaded models take ${size(bytes)}.` : 'No downloaded models yet.',
    free: (bytes: number) => `This site may store ${size(bytes)} more.`,
    kept: 'The browser has agreed to keep them.',
    notKept: 'The browser may remove them when the disk is full.',
    ask: 'Ask it to keep them',
    refused: 'It did not agree. It tends to once a site is visited often or bookmarked.',
    memory:
      'This browser lets the page store nothing here (a private window, or a page without https): a download is held in memory and gone with this tab.',
  },
  device: {
    title: 'This device',
    gpu: (name: string) => `GPU: ${name || 'WebGPU, without a name'}`,
    software: 'a GPU played by the CPU',
    none: 'No WebGPU: models run on the CPU',
    buffer: (bytes: number) => `largest buffer ${size(bytes)}`,
    f16: 'half precision',
    noF16: 'no half precision',
    /** Browsers round down and stop at a limit. */
    memory: (bytes: number) => `at least ${Math.round(bytes / 2 ** 30)} GB of memory`,
    memoryUnknown: 'the browser does not say how much memory there is',
  },
  get: {
    title: 'Get a model',
    label: 'Repository, or address of a model or file on the hub',
    example: 'owner/name',
    look: 'Look at it',
    looking: (what: string) => `Asking the hub about ${what}`,
    stop: 'Stop',
    hosts: (hosts: string) =>
      `“Look at it” is the first moment at which this page connects to anyone but its own site: to ${hosts}. They see your address and which model you ask for; no cookie, no account, and nothing of what you type to a model.`,
    drop: 'Drop the file to look at its model',
    file: 'or drop a .gguf file on this page, or',
    choose: 'choose a file',
    fileStays: 'It is read here; nothing is uploaded.',
    readingFile: (name: string) => `Reading ${name}`,
    notUsable: (name: string) => `${name} cannot be used`,
    close: 'Close',
  },
  looked: {
    version: 'Version',
    choice: (variant: string, bytes: number) => `${variant || 'the model'}, ${size(bytes)}`,
    reading: 'Reading what kind of model it is',
    refused: 'Cannot be run here',
    here: 'It is on this device already.',
    /** Files that look like models and are none for this page. */
    others: (n: number) => `${plural(n, 'other file')} cannot be run here`,
    why: {
      blocks: 'stored in blocks that this page cannot read',
      split: 'one part of several; only whole files are read',
      projector: 'for pictures that are shown to a language model',
      parts: 'needs several graphs at once',
      'no-tokenizer': 'comes without config.json or tokenizer.json',
      'no-library': 'compiled for WebLLM, but no program for it is published',
    },
    noLicence: 'Its owner states no licence: ask before you use it for more than a look.',
    licence: (name: string) => `Licence: ${name}.`,
    terms: 'Read the terms on its page',
    /** A file of another repository that is fetched with it. */
    borrowed: {
      'preview-decoder': 'With it comes a tiny decoder (TAESD), which shows each step:',
      library: 'With it comes the program that runs it in WebLLM:',
    },
    noPreview:
      'The tiny decoder that shows each step (TAESD) cannot be had now: steps are shown by a linear map of colours.',
    /** A repository with nothing for this page. */
    none: {
      gated: {
        title: 'Its owner asks for an account and consent first.',
        way: 'This page has no account. Download a .gguf file of it on huggingface.co and drop it here.',
      },
      private: {
        title: 'This repository is private.',
        way: 'Download a .gguf file of it where you have access, and drop it here.',
      },
      empty: {
        title: 'There is no model in this repository.',
        way: 'Look for one that has .gguf files, or a folder “onnx”.',
      },
      'other-format': {
        title: 'Its model is in a format that browsers cannot run directly.',
        way: 'Look for the same model as GGUF, or from onnx-community: others have often converted it.',
      },
      'nothing-runs': {
        title: 'None of its files can be run here.',
        way: 'Look for another conversion of the same model.',
      },
    },
  },
  curated: {
    title: 'Some to begin with',
    about:
      'The smallest of each kind first. Sizes and licences are those that their pages gave; the hub is asked again when you look at one.',
    about2: 'None of them has been downloaded and run from here by the authors of this page yet.',
    approximately: (bytes: number) => `about ${size(bytes)}`,
    sizeUnknown: 'size not known yet',
    unverified: {
      address: 'address not verified',
      size: 'size not verified',
      licence: 'licence not verified',
    },
    lookAt: (name: string) => `Look at ${name}`,
  },
  /** A link asks for a model that is not on this device. */
  absent: {
    title: 'This link asks for a model that is not on this device.',
    hub: (id: string, commit: string) =>
      `${id}, commit ${commit}. “Look at it” asks huggingface.co about it.`,
    file: (name: string, hash: string) =>
      `${name} (SHA-256 ${hash}…), which was a file of whoever made the link. Drop the same file here.`,
    look: 'Look at it',
  },
  /** What went wrong, by reason, and what can be done. */
  errors: {
    missing: {
      title: 'The hub has no such model.',
      way: 'Check the spelling; it may also be private or removed.',
    },
    gated: {
      title: 'Its owner asks for an account and consent first.',
      way: 'This page has no account. Download a .gguf file of it on huggingface.co and drop it here.',
    },
    unreachable: {
      title: 'The hub could not be reached.',
      way: 'Check the connection, then try again: what has arrived is kept.',
    },
    'rate-limited': {
      title: 'The hub has had too many requests from this network.',
      way: 'It counts in windows of five minutes: wait a little, then try again.',
    },
    server: { title: 'The hub answered with an error.', way: 'Try again later.' },
    damaged: {
      title: 'What arrived is not what was published.',
      way: 'It was thrown away. Try again; if it stays so, something on the way changes files.',
    },
    changed: {
      title: 'The file on the hub has changed since the download began.',
      way: 'Look the model up again.',
    },
    unreadable: { title: 'The hub’s answer cannot be read.', way: 'Try again later.' },
    'no-room': {
      title: 'There is not enough room on this device.',
      way: 'Remove a model or free space on the disk, then resume: what has arrived is kept.',
    },
    evicted: {
      title: 'It is not on this device any more, or not all of it.',
      way: 'Download it again; what is still here is not fetched twice.',
    },
    busy: {
      title: 'Another tab has it in hand.',
      way: 'Pause the download there first.',
    },
    stopped: { title: 'Stopped.', way: 'Begin again to go on.' },
    offline: 'This device is offline. What is on it already can be used.',
  },
};
