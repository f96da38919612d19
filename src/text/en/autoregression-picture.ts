/** What a picture by tokens is called: its words, passes, settings, figures and forks. */
export const autoregressionPicture = {
  words: {
    one: 'cell',
    many: 'cells',
    lane: 'Picture by tokens',
    how: 'one cell at a time',
    model: 'autoregressive picture model',
    does: 'an autoregressive picture model says a picture cell by cell',
  },
  passes: {
    cell: { label: 'cell', what: 'one cell', unit: 'evaluation' },
    second: { label: 'second code', what: 'the second code of a cell', unit: 'first code' },
  },
  settings: {
    topk: { hint: '0 keeps all' },
  },
  metrics: {
    pictureMs: {
      name: 'picture',
      meaning: 'From the start of the run to the newest cell; at the end, to the finished picture.',
    },
    ttftMs: { name: 'TTFT', meaning: 'Time to first token, a cell, from the start of the run.' },
    tpotMs: {
      name: 'TPOT',
      meaning:
        'Time per output token: the mean between two cells after the first, painting included.',
    },
    nats: {
      name: 'nats a cell',
      meaning:
        'How surprising the cells are to the model, guidance included: mean of minus their log-probabilities.',
    },
    passes: {
      name: 'passes',
      meaning:
        'Forward passes: of the text encoder, two for each cell (one for each of its codes), and one for each picture that was painted.',
    },
    cells: { name: 'cells', meaning: 'Cells of a run.' },
    batch: {
      name: 'batch',
      meaning: 'Evaluations of the network in a pass: one, or two with guidance.',
    },
  },
  final: 'a cell is final once it is said',
  branch: {
    start: 'from the start',
    cell: (cell: number) => `from cell ${cell}`,
    given: (cell: number, codes: string) => `cell ${cell}: ${codes}`,
  },
  changes: { sampling: 'other sampling' },
  describe: (temperature: number, guidance: number) =>
    `${temperature === 0 ? 'greedy' : `temperature ${temperature}`}, guidance ${guidance}`,
};
