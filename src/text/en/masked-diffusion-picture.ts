/** What a picture that is filled in by unmasking is called: its words, passes, figures and forks. */
import { plural } from '../plural';

export const maskedPicture = {
  words: {
    one: 'pass',
    many: 'passes',
    lane: 'Masked picture',
    how: 'all cells at once, again and again',
    model: 'masked picture model',
    does: 'a masked picture model fills in all cells of a picture at once, the surest first',
  },
  passes: {
    unmask: { label: 'unmask', what: 'one pass over all cells', unit: 'evaluation' },
    second: { label: 'second codes', what: 'the second codes of masked cells', unit: 'first code' },
  },
  metrics: {
    pictureMs: {
      name: 'picture',
      meaning: 'From the start of the run to the newest pass; at the end, to the finished picture.',
    },
    depth: {
      name: 'depth',
      meaning:
        'Forward passes that have to wait for each other: the prompt’s two, then two for each pass over the cells. Painting waits for none.',
    },
    nats: {
      name: 'nats a cell',
      meaning:
        'How surprising the decided cells were to the model when it decided them, guidance included: mean of minus their log-probabilities.',
    },
    confidence: {
      name: 'confidence',
      meaning: 'Mean probability with which the cells were decided, guidance included.',
    },
    entropy: {
      name: 'entropy',
      meaning: 'Mean entropy of the choices that decided the cells, in nats.',
    },
  },
  final: 'a cell is final once no later pass changes it',
  branch: {
    cell: (pass: number, cell: number, codes: string) => `pass ${pass}: cell ${cell} is ${codes}`,
    hole: (cells: number) => `${plural(cells, 'cell')} anew`,
  },
  describe: (passes: string, guidance: number) => `${passes}, guidance ${guidance}`,
};
