/** What the Watch view shows of a model that fills in a text. */
import type { maskedViews as en } from '../en/masked-diffusion-views';
import type { Wide } from '../wide';
import { num, plural } from './numbers';

export const maskedViews: Wide<typeof en> = {
  text: {
    label: 'Der Text, Position für Position',
    empty: 'Hier erscheint der Text, überall zugleich.',
    waiting: 'Der erste Durchlauf steht noch aus.',
    none: 'Es wurde kein Durchlauf gerechnet.',
    undecided: 'offen',
    later: 'noch nicht begonnen',
    end: 'Ende',
    again: 'zurückgenommen',
    given: 'vorgegeben',
    place: (number, what, percent) =>
      `Position ${num(number)}: ${what}${percent && `, ${percent}`}`,
  },
  kept: 'vorher entschieden, dunkler heißt sicherer',
  progress: {
    pass: (number, begin, end) =>
      `Durchlauf ${num(number)}, Positionen ${num(begin)} bis ${num(end)}`,
    decided: (count, of) => `${num(count)} von ${plural(of, 'Position', 'Positionen')} entschieden`,
    length: 'an der größten Textlänge abgeschnitten',
  },
  choices: {
    title: (place, pass) => `Position ${num(place)} in Durchlauf ${num(pass)}`,
    given: (place) => `Position ${num(place)} war vorgegeben: Zu wählen gab es nichts.`,
    asks: 'Zeigen Sie auf eine Position, um zu sehen, was dort stehen könnte.',
    model: 'Modell',
    modelMeans: 'Wahrscheinlichkeit nach der Guidance, vor dem Sampler.',
    sampler: 'Sampler',
    samplerMeans: 'Was Temperatur und Top-p davon übrig lassen.',
    put: 'Hier einsetzen',
    putMeans: (piece) => `„${piece}“ hier einsetzen und den Rest neu füllen`,
    entropy: (nats) => `Entropie ${nats} Nat`,
  },
  given: {
    summary: 'Einige der Wörter vorgeben',
    label: 'Wörter, und _ für jedes Token, das zu füllen ist',
    example: 'a small ___ that ___',
    go: 'Den Rest füllen',
  },
  passes: (count) => `${plural(count, 'Durchlauf', 'Durchläufe')} je Block`,
};
