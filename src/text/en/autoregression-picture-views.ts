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
    legend: 'Over the picture',
    views: { plain: 'Nothing', sure: 'Probability', entropy: 'Entropy' },
    sureMeans: 'Darker cells were likelier to the model.',
    entropyMeans: (most: string) =>
      `Darker cells were more open: their two choices had more entropy, at most ${most} nats here.`,
    plainMeans: 'Cells that are said and not painted yet are filled in the colour of the lane.',
    finished: (prompt: string) => `Finished picture of “${prompt}”`,
    partial: (cells: number, of: number) => `Picture of the first ${cells} of ${of} cells`,
  },
  progress: {
    said: (count: number, of: number) => `${count} of ${plural(of, 'cell')} said`,
    painted: (cells: number) => `painted with ${plural(cells, 'cell')}`,
    stopped: 'stopped by you',
    failed: (message: string) => `ended by an error: ${message}`,
    complete: 'complete',
  },
  choices: {
    title: (cell: number) => `Cell ${cell} could have been`,
    entropy: (nats: string) => `entropy ${nats} nats`,
    asks: 'Point at a cell to see what else it could have been.',
    patch: 'looks like',
    codes: 'codes',
    model: 'model',
    modelMeans: 'Probability of both codes together, after guidance, before the sampler.',
    sampler: 'sampler',
    samplerMeans: 'What temperature, top-k and top-p leave of it.',
    chosen: 'chosen',
    put: 'Put it here',
    putMeans: (codes: string) => `Put ${codes} here and go on from it`,
    show: 'Show what they look like',
    showMeans: 'The model is loaded for it.',
    failed: (message: string) => `They could not be painted: ${message}`,
    around: 'The cell with what lies around it, painted with the cells before it.',
  },
};
