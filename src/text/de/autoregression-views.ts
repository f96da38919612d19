/** What the Watch view shows of a model that writes token by token. */
import type { views as en } from '../en/autoregression-views';
import type { Wide } from '../wide';
import { num, plural } from './numbers';

const tokens = (n: number) => plural(n, 'Token', 'Tokens');

export const views: Wide<typeof en> = {
  stream: {
    empty: 'Hier erscheint die Antwort, Token für Token.',
    none: 'Es wurde kein Token geschrieben.',
    waiting: 'Das erste Token steht noch aus.',
    stopped: 'von Ihnen angehalten',
    failed: (message) => `durch einen Fehler beendet: ${message}`,
    length: 'die gesetzte Grenze',
    context: 'der Kontext ist voll',
    complete: 'vom Modell mit einem Stopp-Token beendet',
    ended: (n, why) => `${tokens(n)}, ${why}`,
    progress: (n, most) => `${tokens(n)} von höchstens ${num(most)}`,
    edit: 'Bisherigen Text bearbeiten',
  },
  answer: {
    label: 'Die Antwort, Token für Token',
    token: (piece, probability) => `${piece}, Wahrscheinlichkeit ${probability}`,
  },
  prompt: {
    title: 'Prompt',
    size: tokens,
  },
  tint: {
    legend: 'Färbung der Tokens',
    probability: 'Wahrscheinlichkeit',
    probabilityMeans: 'Wie wahrscheinlich das Modell jedes Token fand, vor dem Sampler.',
    probabilityScale: 'von blass, unter 0,05, bis kräftig, ab 0,8',
    entropy: 'Entropie',
    entropyMeans: 'Wie unentschieden das Modell bei jedem Token war, in Nat: 0 heißt sicher.',
    entropyScale: 'von blass, unter 0,5 Nat, bis kräftig, ab 3 Nat',
    nats: 'Nat',
  },
  entropy: {
    title: 'Entropie jedes Tokens',
    range: (most) => `0 bis ${num(most)} Nat`,
    label: 'Token nach seiner Entropie',
    token: (number, piece, entropy) => `Token ${num(number)}, ${piece}, Entropie ${entropy} Nat`,
    none: 'noch kein Token',
  },
  next: {
    label: 'Kandidaten für das Token',
    title: 'Nächstes Token',
    token: (number) => `Token ${num(number)}`,
    empty: 'Hier erscheinen die wahrscheinlichsten nächsten Tokens mit ihren Wahrscheinlichkeiten.',
    probability: 'Wahrscheinlichkeit',
    probabilityMeans: (logprob) =>
      `Wahrscheinlichkeit, die das Modell ihm gab, vor dem Sampler. Ihr natürlicher Logarithmus, die Logprob, ist ${logprob}.`,
    rank: 'Rang',
    rankMeans:
      'Platz unter allen Tokens nach der Wahrscheinlichkeit des Modells; 1 ist seine erste Wahl.',
    entropy: 'Entropie',
    entropyMeans:
      'Wie unentschieden das Modell über sein ganzes Vokabular hinweg war: 0 heißt sicher, etwa 10,8 heißt völlig ahnungslos.',
    nats: (entropy) => `${entropy} Nat`,
  },
  candidates: {
    rank: 'Rang',
    candidate: 'Kandidat',
    model: 'Modell',
    modelMeans: 'Wahrscheinlichkeit, die das Modell ihm gab.',
    whatIf: 'Was wäre, wenn',
    whatIfMeans:
      'Wahrscheinlichkeit nach dem Sampler mit den Einstellungen unten; der Strich ist die des Laufs selbst.',
    sampler: 'Sampler',
    samplerMeans:
      'Wahrscheinlichkeit nach Wiederholungsstrafe, Temperatur und Abschneiden: daraus wurde gezogen.',
    continue: 'Damit fortsetzen',
    continueThis: 'Hiermit fortsetzen',
    continueWith: (piece) => `Mit „${piece}“ fortsetzen`,
    chosen: ', gewählt',
    instead: ', das hätte die Ziehung ergeben',
    cuts: {
      temperature: 'greedy',
      'top-k': 'Top-k',
      'top-p': 'Top-p',
      'min-p': 'Min-p',
      unknown: 'weg',
    },
  },
  drawn: {
    noLogits:
      'Dieser Lauf enthält keine Rohwerte des Modells: Eine Strafe lässt sich an ihm nicht ausprobieren. Setzen Sie sie auf 1.',
    noCandidates:
      'Dieser Lauf enthält keine Kandidaten für dieses Token: Daran lässt sich nichts ausprobieren.',
    undecided: (stored) =>
      `Mit den ${num(stored)} gespeicherten Kandidaten nicht entscheidbar: Bei diesen Einstellungen zählen auch Tokens jenseits davon.`,
    same: (draw, kept) =>
      `Dieselbe Ziehung, ${draw}, hätte dasselbe Token ergeben${kept === null ? '' : `, aus ${num(kept)}`}.`,
    other: {
      before: (draw) => `Dieselbe Ziehung, ${draw}, hätte stattdessen`,
      after: (kept) => `ergeben${kept === null ? '' : `, aus ${num(kept)}`}.`,
    },
    ownBars: 'Die Balken sind die des Laufs: Auch Tokens jenseits der gespeicherten zählen.',
    given: 'Von Ihnen vorgegeben, nicht gezogen.',
    fell: (draw) => `Die Ziehung, ${draw} von 1, fiel darauf.`,
    fellBefore: (draw) =>
      `Die Ziehung, ${draw} von 1, fiel darauf in dem Lauf, den dieser fortsetzt.`,
  },
  edit: {
    label: 'Die bisherige Antwort',
    continue: 'Ab diesem Text fortsetzen',
    cancel: 'Abbrechen',
    help: 'Das Modell schreibt nach dem letzten Zeichen weiter. Strg+Enter wirkt wie die Schaltfläche.',
  },
  whatIf: { title: 'Was wäre, wenn', detail: 'andere Einstellungen, dieselben Ziehungen' },
};
