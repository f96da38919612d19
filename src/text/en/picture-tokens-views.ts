/** What the Watch view shows of pictures by tokens, however they are made: maps over them, candidates. */
export const pictureTokensViews = {
  legend: 'Over the picture',
  views: { plain: 'Nothing', sure: 'Probability', entropy: 'Entropy' },
  sureMeans: 'Darker cells were likelier to the model.',
  entropyMeans: (most: string) =>
    `Darker cells were more open: their two choices had more entropy, at most ${most} nats here.`,
  finished: (prompt: string) => `Finished picture of “${prompt}”`,
  choices: {
    entropy: (nats: string) => `entropy ${nats} nats`,
    asks: 'Point at a cell to see what else it could have been.',
    patch: 'looks like',
    codes: 'codes',
    model: 'model',
    modelMeans: 'Probability of both codes together, after guidance, before the sampler.',
    sampler: 'sampler',
    samplerMeans: 'What temperature and the cuts leave of it.',
    put: 'Put it here',
    putMeans: (codes: string) => `Put ${codes} here and go on from it`,
    show: 'Show what they look like',
    showMeans: 'The model is loaded for it.',
    failed: (message: string) => `They could not be painted: ${message}`,
    around: 'The cell with what lies around it, as far as that is decided.',
  },
};
