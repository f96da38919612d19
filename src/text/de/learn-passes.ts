/** Stop 6 of the tour: few passes, one pass. */
import type { learnPasses as en } from '../en/learn-passes';
import type { Wide } from '../wide';
import { num, plural } from './numbers';

export const learnPasses: Wide<typeof en> = {
  name: 'Wenige Durchläufe, ein Durchlauf',
  title: 'Mit wie wenigen Durchläufen geht es?',
  lead: [
    'Jeder Durchlauf kostet Zeit, also wollen alle weniger davon. Dieselben Gewichte, Wörter und dasselbe Rauschen, mit 16, 8, 4, 2 Durchläufen und mit einem einzigen.',
    'Dann zwölf Seeds, jeder mit einem Durchlauf. Wie viele verschiedene Bilder werden herauskommen?',
  ],
  sentence:
    'Weniger Durchläufe sind schneller, bis nichts mehr auszubessern ist: Mit einem kann dieses Modell nur den Durchschnitt von allem malen, was Ihre Wörter bedeuten könnten. Modelle für einen Durchlauf werden eigens dafür trainiert.',
  step: 'Wählen Sie einen Lauf: Mit wenigen Schritten fällt das Rauschen in Sprüngen, und jeder Sprung verlässt sich auf die Vermutung davor.',
  number:
    'Die Zeit eines Laufs wächst mit seinen Schritten; ein Schritt kostet in allen gleich viel.',
  words: [
    {
      term: 'Destillation',
      means:
        'ein Modell wird trainiert, in wenigen Durchläufen zu tun, was sein Lehrer in vielen tut.',
    },
    {
      term: 'GAN',
      means:
        'ein Generator, der in einem Durchlauf malt, trainiert gegen einen Kritiker, der lernt, seine Bilder von echten zu unterscheiden.',
    },
    {
      term: 'Mode Collapse',
      means:
        'ein GAN hat ein paar Bilder gefunden, die am Kritiker vorbeikommen, und erzeugt nur noch diese.',
    },
  ],
  sources: [
    { what: 'Die Läufe oben: der Emoji-Entrauscher dieser Seite, nicht destilliert.' },
    {
      what: 'Wie seine Qualität mit weniger Schritten fällt: seine Modellkarte (60 Prompts je Einstellung, ± 6 Punkte).',
    },
    { what: 'GANs: Goodfellow u. a. 2014', href: 'https://arxiv.org/abs/1406.2661' },
    { what: 'Destillation: Salimans und Ho 2022', href: 'https://arxiv.org/abs/2202.00512' },
    {
      what: 'GAN Lab: ein GAN, das im Browser trainiert',
      href: 'https://poloclub.github.io/ganlab/',
    },
  ],

  ask: 'Zwölf Seeds, je ein Durchlauf: Wie viele verschiedene Bilder?',
  pictures: (n) => plural(n, 'Bild', 'Bilder'),
  one: 'mit einem Durchlauf',
  four: 'mit vier Durchläufen',
  steps: (n) => plural(n, 'Durchlauf', 'Durchläufe'),
  seed: (seed) => `Seed ${num(seed)}`,
  few: 'Dasselbe Rauschen, weniger Durchläufe',
  ones: 'Zwölf Seeds, je ein Durchlauf',
  fours: 'Dieselben zwölf Seeds, je vier Durchläufe',
  far: (levels) => `${levels} von 255 entfernt von 16 Durchläufen`,
  counted: (least) =>
    `Als verschieden gezählt: im Mittel mehr als ${num(least)} von 255 Stufen auseinander.`,
  covered: 'Die zwölf werden nach Ihrem Tipp gezeigt.',
  gan: {
    title: 'Ein Durchlauf mit Absicht',
    text: [
      'Ein GAN malt in einem Durchlauf, weil es dafür trainiert ist: Ein Generator erzeugt Bilder, ein Kritiker lernt, sie von echten zu unterscheiden, und der Generator lernt, an ihm vorbeizukommen. Das ist schnell und schwer zu trainieren: Die beiden müssen gleich stark bleiben. Findet der Generator ein paar Bilder, die immer durchkommen, erzeugt er vielleicht nichts anderes mehr.',
      'Unter den Modellen dieser Seite ist kein GAN. Der Lauf mit einem Durchlauf oben scheitert auf andere Weise: nicht wenige Bilder immer wieder, sondern der Durchschnitt aus vielen.',
    ],
  },
};
