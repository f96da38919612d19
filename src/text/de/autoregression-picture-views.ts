/** Was „Zusehen“ von einem Bild zeigt, das Zelle für Zelle gesagt wird. */
import type { pictureViews as en } from '../en/autoregression-picture-views';
import type { Wide } from '../wide';
import { num, plural } from './numbers';

export const pictureViews: Wide<typeof en> = {
  picture: {
    label: 'Das Bild, Zelle für Zelle',
    empty: 'Hier erscheint das Bild, Zelle für Zelle, in Leserichtung.',
    waiting: 'Warten auf die erste Zelle.',
    none: 'Es wurde keine Zelle gesagt.',
    cell: (number, percent) => `Zelle ${num(number)}, ${percent}`,
    ahead: (number) => `Zelle ${num(number)}, noch nicht gesagt`,
    legend: 'Über dem Bild',
    views: { plain: 'Nichts', sure: 'Wahrscheinlichkeit', entropy: 'Entropie' },
    sureMeans: 'Dunklere Zellen waren für das Modell wahrscheinlicher.',
    entropyMeans: (most) =>
      `Dunklere Zellen waren offener: Ihre beiden Wahlen hatten mehr Entropie, hier höchstens ${most} Nats.`,
    plainMeans: 'Zellen, die gesagt und noch nicht gemalt sind, haben die Farbe der Spur.',
    finished: (prompt) => `Fertiges Bild von „${prompt}“`,
    partial: (cells, of) => `Bild der ersten ${num(cells)} von ${num(of)} Zellen`,
  },
  progress: {
    said: (count, of) => `${num(count)} von ${plural(of, 'Zelle', 'Zellen')} gesagt`,
    painted: (cells) => `gemalt mit ${plural(cells, 'Zelle', 'Zellen')}`,
    stopped: 'von Ihnen angehalten',
    failed: (message) => `durch einen Fehler beendet: ${message}`,
    complete: 'fertig',
  },
  choices: {
    title: (cell) => `Was Zelle ${num(cell)} hätte sein können`,
    entropy: (nats) => `Entropie ${nats} Nats`,
    asks: 'Zeigen Sie auf eine Zelle, um zu sehen, was sie sonst hätte sein können.',
    patch: 'sieht so aus',
    codes: 'Codes',
    model: 'Modell',
    modelMeans: 'Wahrscheinlichkeit beider Codes zusammen, nach der Guidance, vor dem Sampler.',
    sampler: 'Sampler',
    samplerMeans: 'Was Temperatur, Top-k und Top-p davon lassen.',
    chosen: 'gewählt',
    put: 'Hier einsetzen',
    putMeans: (codes) => `${codes} hier einsetzen und von da aus weitermachen`,
    show: 'Zeigen, wie sie aussehen',
    showMeans: 'Dafür wird das Modell geladen.',
    failed: (message) => `Sie ließen sich nicht malen: ${message}`,
    around: 'Die Zelle mit dem, was um sie liegt, gemalt mit den Zellen vor ihr.',
  },
};
