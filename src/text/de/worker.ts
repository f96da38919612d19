/** An engine in its worker, as the page sees it; and a recording in place of one. */
import type { worker as en } from '../en/worker';
import type { Wide } from '../wide';

export const worker: Wide<typeof en> = {
  noModel: 'Es ist kein Modell geladen.',
  noModelHint: 'Laden Sie das Modell, und starten Sie dann.',
  thenAsk: 'Klicken Sie auf „Starten“, und fragen Sie dann noch einmal.',
  recording: (mechanism, asked) =>
    `Dies ist eine Aufzeichnung von ${mechanism}, verlangt war ${asked}.`,
  died: (why) =>
    why ? `Die Engine hat unerwartet aufgehört: ${why}` : 'Die Engine hat unerwartet aufgehört.',
  ended: 'Die Engine hat unerwartet aufgehört: Ihr Worker hat sich von selbst beendet.',
  again: 'Starten Sie erneut.',
  noAnswer: 'Die Engine wurde angehalten, bevor sie antwortete.',
  notFetched: 'Das Programm der Engine ließ sich nicht laden.',
  notFetchedHint: 'Prüfen Sie die Verbindung, und versuchen Sie es erneut.',
  noRuntime: (runtime, mechanism) => `Auf dieser Seite gibt es ${runtime} nicht für ${mechanism}.`,
  otherRuntime: 'Wählen Sie eine andere Runtime.',
};
