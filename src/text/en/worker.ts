/** An engine in its worker, as the page sees it; and a recording in place of one. */
export const worker = {
  noModel: 'No model is loaded.',
  noModelHint: 'Load the model, then run it.',
  thenAsk: 'Press Run, then ask again.',
  recording: (mechanism: string, asked: string) =>
    `This is a recording of ${mechanism}, asked to play ${asked}.`,
  died: (why: string) =>
    why ? `The engine stopped unexpectedly: ${why}` : 'The engine stopped unexpectedly.',
  ended: 'The engine stopped unexpectedly: its worker ended by itself.',
  again: 'Press Run again.',
  noAnswer: 'The engine was stopped before it answered.',
  notFetched: 'The program of the engine could not be fetched.',
  notFetchedHint: 'Check the connection, then try again.',
  noRuntime: (runtime: string, mechanism: string) =>
    `There is no ${runtime} for ${mechanism} on this page.`,
  otherRuntime: 'Choose another runtime.',
};
