/** What the Watch view shows of pictures by tokens, however they are made: maps over them, candidates. */
import type { pictureTokensViews as en } from '../en/picture-tokens-views';
import type { Wide } from '../wide';

export const pictureTokensViews: Wide<typeof en> = {
  legend: 'Über dem Bild',
  views: { plain: 'Nichts', sure: 'Wahrscheinlichkeit', entropy: 'Entropie' },
  sureMeans: 'Dunklere Zellen waren für das Modell wahrscheinlicher.',
  entropyMeans: (most) =>
    `Dunklere Zellen waren offener: Ihre beiden Wahlen hatten mehr Entropie, hier höchstens ${most} Nats.`,
  finished: (prompt) => `Fertiges Bild von „${prompt}“`,
  choices: {
    entropy: (nats) => `Entropie ${nats} Nats`,
    asks: 'Zeigen Sie auf eine Zelle, um zu sehen, was sie sonst hätte sein können.',
    patch: 'sieht so aus',
    codes: 'Codes',
    model: 'Modell',
    modelMeans: 'Wahrscheinlichkeit beider Codes zusammen, nach der Guidance, vor dem Sampler.',
    sampler: 'Sampler',
    samplerMeans: 'Was Temperatur und Schnitte davon übrig lassen.',
    put: 'Hier einsetzen',
    putMeans: (codes) => `${codes} hier einsetzen und von da aus weitermachen`,
    show: 'Zeigen, wie sie aussehen',
    showMeans: 'Dafür wird das Modell geladen.',
    failed: (message) => `Sie ließen sich nicht malen: ${message}`,
    around: 'Die Zelle mit dem, was um sie liegt, soweit es entschieden ist.',
  },
};
