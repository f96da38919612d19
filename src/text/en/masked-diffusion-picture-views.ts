/** What the Watch view shows of a picture that is filled in by unmasking. */
import { plural } from '../plural';

export const maskedPictureViews = {
  picture: {
    label: 'The picture, all its cells at once',
    empty: 'The picture appears here, all of it at once.',
    waiting: 'Waiting for the first pass.',
    none: 'No pass was run.',
    partial: (cells: number, of: number) =>
      `Picture of the ${cells} of ${of} cells that are decided`,
    plainMeans: 'Grey cells are not decided yet; those of this pass are outlined.',
    /** @param what the state of the cell; @param percent "61 %", or empty */
    cell: (number: number, what: string, percent: string) =>
      `Cell ${number}: ${what}${percent && `, ${percent}`}`,
    kept: 'decided before',
    chosen: 'to be made anew',
  },
  progress: {
    pass: (number: number) => `pass ${number}`,
    decided: (count: number, of: number) => `${count} of ${plural(of, 'cell')} decided`,
  },
  choices: {
    title: (cell: number, pass: number) => `Cell ${cell} in pass ${pass}`,
    given: (cell: number) => `Cell ${cell} was given: there was nothing to choose.`,
  },
  hole: {
    start: 'Choose cells to make anew',
    means:
      'Click or drag over cells, or use the arrow keys and space. The others stay as they are.',
    chosen: (count: number) => `${plural(count, 'cell')} chosen`,
    invert: 'Swap chosen and kept',
    fill: 'Make them anew',
    fillMeans: 'With the words, seed and settings that are set now.',
    cancel: 'Cancel',
  },
  passes: (count: number) => plural(count, 'pass', 'passes'),
};
