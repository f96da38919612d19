/** What the Watch view shows of a picture that is filled in by unmasking. */
import type { maskedPictureViews as en } from '../en/masked-diffusion-picture-views';
import type { Wide } from '../wide';
import { num, plural } from './numbers';

export const maskedPictureViews: Wide<typeof en> = {
  picture: {
    label: 'Das Bild, alle seine Zellen zugleich',
    empty: 'Hier erscheint das Bild, überall zugleich.',
    waiting: 'Der erste Durchlauf steht noch aus.',
    none: 'Es wurde kein Durchlauf gerechnet.',
    partial: (cells, of) => `Bild der ${num(cells)} von ${num(of)} Zellen, die entschieden sind`,
    plainMeans: 'Graue Zellen sind noch offen; die dieses Durchlaufs sind umrandet.',
    cell: (number, what, percent) => `Zelle ${num(number)}: ${what}${percent && `, ${percent}`}`,
    kept: 'vorher entschieden',
    chosen: 'wird neu gemacht',
  },
  progress: {
    pass: (number) => `Durchlauf ${num(number)}`,
    decided: (count, of) => `${num(count)} von ${plural(of, 'Zelle', 'Zellen')} entschieden`,
  },
  choices: {
    title: (cell, pass) => `Zelle ${num(cell)} in Durchlauf ${num(pass)}`,
    given: (cell) => `Zelle ${num(cell)} war vorgegeben: Zu wählen gab es nichts.`,
  },
  hole: {
    start: 'Zellen wählen, die neu gemacht werden',
    means:
      'Klicken oder ziehen Sie über Zellen, oder nehmen Sie Pfeil- und Leertaste. Die anderen bleiben, wie sie sind.',
    chosen: (count) => `${plural(count, 'Zelle', 'Zellen')} gewählt`,
    invert: 'Gewählte und behaltene tauschen',
    fill: 'Neu machen',
    fillMeans: 'Mit den Wörtern, dem Seed und den Einstellungen von jetzt.',
    cancel: 'Abbrechen',
  },
  passes: (count) => plural(count, 'Durchlauf', 'Durchläufe'),
};
