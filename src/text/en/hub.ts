/** What the hub's client, and the worker that keeps models, say when something cannot be had. */

/** "0.34 GB", "1.0 MB". */
function size(bytes: number): string {
  return bytes < 1e8 ? `${(bytes / 1e6).toFixed(1)} MB` : `${(bytes / 1e9).toFixed(2)} GB`;
}

export const hub = {
  stopped: 'Stopped.',

  /** What was pasted; each of `wrong` is a sentence. */
  address: {
    example:
      'Paste owner/name, or the address of a model or of one of its files on huggingface.co.',
    wrong: {
      empty: 'Nothing was entered.',
      long: 'The text is too long for an address.',
      spaces: 'An address has no spaces.',
      scheme: (scheme: string) => `${scheme}:// is no web address.`,
      invalid: 'This is not a valid address.',
      host: (host: string) => `${host} is not the hub; models are taken from huggingface.co.`,
      login: 'An address on the hub has no user name, password or port.',
      characters: 'The address has characters that cannot be read.',
      space: 'This is the address of a space.',
      dataset: 'This is the address of a data set.',
      noRepository: 'The address names no repository.',
      at: 'An address has one @ at most.',
      path: 'This is a path, not a repository.',
      noOwner: (text: string) => `“${text}” names no owner.`,
      order: 'The revision comes right after the name.',
      revision: (text: string) => `“${text}” is not a branch, tag or commit.`,
      file: 'The path of the file is not valid.',
      pair: (text: string) => `“${text}” is not owner and name.`,
      name: (text: string) => `“${text}” is not a name of the hub.`,
    },
  },

  /** Answers of the hub; `what` is "owner/name at main" or a file of it. */
  answer: {
    page: (what: string) =>
      `Something between here and the hub answered with a page instead of ${what}.`,
    pageHint: 'Check whether this network asks for a login, then try again.',
    limited: 'The hub has had too many requests from this network.',
    limitedHint: 'It counts in windows of five minutes: wait a little, then resume.',
    server: (status: number) => `The hub has a problem of its own (HTTP ${status}).`,
    later: 'Try later.',
    gated: (what: string) => `${what} is gated: its owner asks for an account and consent.`,
    gatedHint: 'This page has no account: download the file on huggingface.co and drop it here.',
    missing: (what: string) => `${what} does not exist, or is private.`,
    spelling: 'Check the spelling.',
    noSuch: {
      revision: (what: string) => `${what}: the hub has no such revision.`,
      file: (what: string) => `${what}: the hub has no such file.`,
      either: (what: string) => `${what}: the hub has no such repository or file.`,
    },
    refused: (what: string, status: number) => `The hub refused ${what} (HTTP ${status}).`,
    tooLong: 'The answer of the hub is too long.',
    unreachable: (what: string) => `${what} could not be fetched: no connection, or it broke off.`,
    unreachableHint: 'Check the connection, then resume: what has arrived is kept.',
    cut: (what: string) => `${what} was cut off.`,
    lookCut: (what: string) => `${what} broke off while it was looked at.`,
    offline: 'This device is offline.',
    off: (repo: string) => `${repo} was switched off by the hub.`,
    /** @param what field and fault, in English: for whoever mends it */
    unreadable: (repo: string, what: string) =>
      `The hub's answer about ${repo} cannot be read: ${what}.`,
  },
  github: {
    limited:
      'GitHub has had too many requests from this network: it has the program for this model.',
    limitedHint: 'It counts by the hour: try again later.',
    unreadable: (what: string) => `The answer about ${what} cannot be read.`,
  },

  /** A file while it comes. */
  file: {
    damaged: (what: string) =>
      `${what} arrived with other bytes than the hub published; they were thrown away.`,
    again: 'Start the download again.',
    longer: (what: string, bytes: number) =>
      `${what} is longer, not the ${bytes} that the hub announced.`,
    shorter: (what: string, bytes: number) =>
      `${what} is shorter, not the ${bytes} that the hub announced.`,
    other: (what: string, has: string, bytes: number) =>
      `${what} has ${has} bytes, not the ${bytes} that the hub announced.`,
    changedHint: 'Look the model up again; what had arrived of this file was thrown away.',
    meanwhile: (what: string) => `${what} changed on the hub meanwhile.`,
    copied: (name: string) => `${name} was changed, moved or removed while it was copied.`,
    chooseAgain: 'Choose the file again.',
    unreadable: (name: string) => `${name} cannot be read: it was changed, moved or removed.`,
  },

  /** What is kept on this device. */
  store: {
    full: 'There is no room left for this site on this device.',
    fullHint: 'Remove a model, or free space on the disk, then resume: what has arrived is kept.',
    noRoom: (bytes: number, free: number) =>
      `This needs ${size(bytes)}, and this site may store ${size(free)} more on this device.`,
    noRoomHint: 'Remove a model, or free space on the disk. A private window has less room.',
    cleared: 'The stored data of this site was removed meanwhile.',
    without: (repo: string, path: string) => `${repo} was stored without ${path}.`,
    notHere: (repo: string, path: string) =>
      `${path} of ${repo} is not on this device, or not all of it.`,
    notHereHint: 'Download the model again; what is still here is not fetched twice.',
    busy: (path: string) => `${path} is being fetched, here or in another tab.`,
    busyHint: 'Pause that download first.',
    gone: 'This model is not on this device any more.',
    goneNamed: (name: string) => `${name} is not on this device any more.`,
    absent: (name: string) => `${name} is not on this device.`,
    absentHint: 'It can be fetched in the Models view.',
  },

  /** The worker that keeps models. */
  worker: {
    broke: (message: string) => `What keeps the models broke: ${message}`,
    tryAgain: 'Try again.',
    notFetched: 'The program that keeps the models could not be fetched.',
    notFetchedHint: 'Check the connection and try again.',
    noModel: (address: string) => `${address} has no model for this page.`,
  },

  /** Why a decoder is none for this page, from its `config.json`. */
  config: {
    unreadable: (name: string) => `${name} of this model cannot be read.`,
    modalities:
      'This model cannot be run here: it also takes pictures or sound, and comes in several graphs.',
    encoder: 'This model cannot be run here: it is an encoder and a decoder.',
    otherClass: (name: string) =>
      `This model cannot be run here: it is a ${name}, which writes no text token by token.`,
  },
};
