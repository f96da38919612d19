/** Diffusion read as flow matching; fetched with its plot. */
import type { flow as en } from '../en/diffusion-flow';
import type { Wide } from '../wide';

export const flow: Wide<typeof en> = {
  plot: {
    axis: 'Weg',
    zero: 't 0',
    one: '1',
    noise: 't 0, Rauschen',
    picture: 'Bild, t 1',
    travelled: 'zurückgelegt',
    straight: 'gerade',
    mark: (t, bend) => `t ${t}${bend === null ? '' : `, Krümmung ${bend}`}`,
    label: (t, bend) =>
      `Der Weg vom Rauschen zum Bild, bei t ${t}.${bend === null ? '' : ` Krümmung ${bend}: 0 ist eine Gerade.`}`,
    none: 'Der Weg vom Rauschen zum Bild; noch kein Schritt.',
  },
  sentence:
    'Trainiert als Flow Matching, von sich aus als Diffusion gesampelt: Dieselben Schritte ergeben dieselben Zahlen.',
};
