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
    plainMeans: 'Zellen, die gesagt und noch nicht gemalt sind, haben die Farbe der Spur.',
    partial: (cells, of) => `Bild der ersten ${num(cells)} von ${num(of)} Zellen`,
  },
  progress: {
    said: (count, of) => `${num(count)} von ${plural(of, 'Zelle', 'Zellen')} gesagt`,
    painted: (cells) => `gemalt mit ${plural(cells, 'Zelle', 'Zellen')}`,
  },
  choices: {
    title: (cell) => `Was Zelle ${num(cell)} hätte sein können`,
    chosen: 'gewählt',
  },
};
