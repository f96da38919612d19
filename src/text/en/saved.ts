/** Runs that are kept, saved as files, linked to, cited and opened; fetched after the first look. */
import { plural } from '../plural';

export const saved = {
  /** Why a file is refused, as clauses: they stand in `errors.savedRun.refused`. */
  format: {
    start: 'it does not begin like one',
    cutOff: 'it is cut off',
    cutOffHeader: 'it is cut off in its header',
    missing: (bytes: number) => `it is cut off (${plural(bytes, 'byte')} of results missing)`,
    longer: 'it is longer than it says',
    twice: 'it holds the same run twice',
    otherBytes: 'its results take other bytes than it says',
    unknown: (version: number) => `its format ${version} is unknown`,
    header: 'its header is larger than any run needs',
    headerUnreadable: 'its header is not readable',
    mechanism: 'its engine is of another mechanism',
    order: 'its events are out of order',
    otherLane: 'its engine is of the other lane',
    noLane: (lane: string) => `it has no lane “${lane}”`,
    field: (field: string, issue: string) => `its “${field}” is wrong (${issue})`,
    /** In place of the name of a field. */
    itself: 'header',
    newer: (version: number, known: number) =>
      `This run was saved by a newer version of the page (format ${version}, this page reads ${known}).`,
    newerHint: 'Reload the page to get its newest version.',
  },
  file: {
    none: 'There is no run to save.',
    empty: 'The file is empty.',
    unreadable: 'The file could not be read.',
    unreadableHint: 'Choose it again.',
    damagedFromStart: 'The file is compressed, but damaged from its beginning.',
    cutOff: (bytes: number) =>
      `The file is cut off: its last ${bytes < 1000 ? plural(bytes, 'byte') : `${Math.ceil(bytes / 1000)} kB`} of results are missing. What comes before is shown.`,
    checksum:
      'The file is damaged: its checksum is wrong. What is shown may not be what was saved.',
    tooLarge: (megabytes: number) =>
      `The file says that it holds more than ${megabytes} MB: no run is that large.`,
    otherHint: 'Choose another file.',
  },
  open: {
    file: (name: string) => `Opened ${name}.`,
    device: 'Opened a run from this device.',
    failed: (name: string) => `${name} cannot be opened.`,
    failedDevice: 'The run cannot be opened.',
    /** @param lane "Language model" */
    noModel: (lane: string, model: string) =>
      `${lane}: made with ${model}, which this page does not have. The run can be looked at, but not continued.`,
  },
  link: {
    otherPlace: (made: string, here: string) =>
      `The link was made on ${made}, this run on ${here}: its tokens and pixels may differ.`,
    same: (place: string) =>
      `The same tokens and pixels come out on ${place}; on another backend or adapter they may differ.`,
    midway: 'The link makes the run from its start; what was changed midway is in the file only.',
    seeds: 'A link gives all lanes one seed; here they have different ones.',
    tooLong:
      'The words are too long for an address: some hosts refuse such a link. Save the run as a file.',
  },
  citation: {
    made: { text: 'Text', picture: 'Picture' },
    run: (run: {
      made: string;
      model: string;
      hash: string;
      prompt: string;
      seed: number;
      settings: string;
      forked: boolean;
    }) =>
      `${run.made}: ${run.model} (sha256 ${run.hash}), “${run.prompt}”, seed ${run.seed}, ` +
      `${run.settings}${run.forked ? ', changed midway' : ''}`,
    on: (work: string, place: string) => `${work}, on ${place}`,
  },
  /** Of a row of the history of version 1. */
  counted: { tokens: (n: number) => plural(n, 'token'), steps: (n: number) => plural(n, 'step') },
  history: {
    gone: 'This run is not on this device any more.',
    pinned: (megabytes: number) =>
      `Pinned runs leave no room within ${megabytes} MB. Unpin or delete some.`,
    full: 'This device has no room left for the page.',
    closed: 'The browser closed the storage of this page. Reload the page to use it again.',
    newer: 'The runs on this device were stored by a newer version of the page.',
    refused: 'This browser stores nothing for the page, as in a private window.',
  },
};
