/** Keep and share: files, links, exports and the runs of this device. */
import { plural } from '../plural';

export const share = {
  title: 'Keep and share',
  run: 'Run',
  save: 'Save as a file',
  open: 'Open a file',
  orDrop: 'or drop one anywhere on the page',
  picker: 'A saved run',
  share: 'Share',
  copyLink: 'Copy link',
  copyCitation: 'Copy citation',
  saved: (file: string) => `Saved ${file}.`,
  savedRun: (file: string, size: string) => `Saved ${file}, ${size}.`,
  onlyFirst: 'Only the first of these files was opened.',
  linkCopied: (note: string) => `Link copied. ${note}`,
  citationCopied: 'Citation copied: models, seed and settings.',
  copyYourself: 'This browser does not let the page copy. Copy it from here:',
  toCopy: 'To copy',
  inMemory: 'Kept in memory only, until this page is closed.',
  saveThis: 'Save this run as a file',
  /** In the names of files. */
  file: { run: 'run', seed: 'seed' },
  runs: {
    title: 'Runs on this device',
    none: 'none yet',
    some: (n: number, used: string, limit: number) => `${plural(n, 'run')}, ${used} of ${limit} MB`,
    about: (limit: number) =>
      `Every run is kept here when it ends, in this browser only. Beyond ${limit} MB the oldest are deleted; pinned ones stay.`,
    undo: 'Undo',
    deleted: (prompt: string) => `Deleted “${prompt}”.`,
    deletedAll: (n: number) => `Deleted ${plural(n, 'run')}.`,
    showAll: (n: number) => `Show all ${n}`,
    deleteAll: 'Delete all',
    noPrompt: 'no prompt',
    seed: (seed: number) => `seed ${seed}`,
    dateUnknown: 'date unknown',
    current: 'shown now',
    unsaved: 'in memory only',
    pin: 'Pin',
    pinned: 'Pinned',
    pinRun: (prompt: string) => `Pin “${prompt}”`,
    pinMeans: 'Pinned runs are never deleted to make room',
    delete: 'Delete',
    deleteRun: (prompt: string) => `Delete “${prompt}”`,
  },
  shown: {
    opened: 'Opened run.',
    earlier: 'Your earlier run.',
    /** @param prompt empty where there was none */
    file: (prompt: string, name: string, engines: string, browser: string, date: string) =>
      `${prompt ? `“${prompt}”, ` : ''}opened from ${name}; made on ${engines} in ${browser}, ${date}.`,
    kept: (prompt: string, engines: string, date: string) =>
      `${prompt ? `“${prompt}”, ` : ''}made on ${engines}, ${date}. It is kept on this device.`,
    stays: (problem: string) => `${problem} What was shown before stays.`,
    useSettings: 'Use its prompt and settings',
    keep: 'Keep on this device',
    isKept: 'Kept on this device',
    back: 'Back to the recording',
  },
  drop: 'Drop the file to open it',
  /** The figures of the run, for those who cannot see them. */
  tables: {
    show: 'Tables',
    /** "Language model: all tokens". */
    of: (lane: string, many: string) => `${lane}: all ${many}`,
    final: 'final so far',
  },
  /** Read out while a run goes on. */
  news: {
    words: (what: string, words: string) => `${what}: ${words}`,
    /** "picture: 8 steps." */
    size: (what: string, size: string) => `${what}: ${size}.`,
  },
  exports: {
    data: 'Data',
    text: 'Text',
    numbers: 'Numbers, JSON',
    csv: (table: string) => `${table}, CSV`,
    /** A button that stands there for several lanes. */
    of: (what: string, lane: string) => `${what} of ${lane}`,
    png: 'PNG',
    allPng: (many: string) => `All ${many}, PNG`,
    film: 'Film',
    gif: 'Animated GIF',
    webm: 'WebM video',
    making: (kind: string, done: number, of: number) => `${kind}: frame ${done} of ${of}`,
    stop: 'Stop',
    ofThe: 'of the',
    frames: 'Frames of the film',
    stopped: 'Stopped; nothing was saved.',
    noPicture: 'There is no picture yet.',
    tooWide: (columns: number, many: string) =>
      `${columns} ${many} in one row are wider than a browser can draw.`,
    tooLarge: 'The picture is too large for this browser.',
    noDrawing: 'This browser cannot draw.',
    noVideo: 'This browser cannot record video.',
    noCanvasVideo: 'This browser cannot record a canvas.',
    noWebm: 'This browser does not write WebM; the GIF has the same frames.',
    videoFailed: 'The browser could not record the video.',
    picture: 'picture',
  },
};
