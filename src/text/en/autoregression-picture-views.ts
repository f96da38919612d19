/** What the Watch view shows of a picture that is said cell by cell. */
import { plural } from '../plural';

export const pictureViews = {
  picture: {
    label: 'The picture, cell by cell',
    empty: 'The picture appears here, cell by cell, in reading order.',
    waiting: 'Waiting for the first cell.',
    none: 'No cell was said.',
    /** @param percent "61 %" */
    cell: (number: number, percent: string) => `Cell ${number}, ${percent}`,
    ahead: (number: number) => `Cell ${number}, not said yet`,
    plainMeans: 'Cells that are said and not painted yet are filled in the colour of the lane.',
    partial: (cells: number, of: number) => `Picture of the first ${cells} of ${of} cells`,
  },
  progress: {
    said: (count: number, of: number) => `${count} of ${plural(of, 'cell')} said`,
    painted: (cells: number) => `painted with ${plural(cells, 'cell')}`,
  },
  choices: {
    title: (cell: number) => `Cell ${cell} could have been`,
    chosen: 'chosen',
  },
};
