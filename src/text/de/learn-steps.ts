/** Stop 3 of the tour: all at once, many times. */
import type { learnSteps as en } from '../en/learn-steps';
import type { Wide } from '../wide';
import { num } from './numbers';

export const learnSteps: Wide<typeof en> = {
  name: 'Alles zugleich, viele Male',
  title: 'Wie malt ein Diffusionsmodell?',
  lead: [
    'Es beginnt mit Rauschen und malt nie einen Teil vor einem anderen. In jedem Schritt sieht das Netz das ganze Bild an und rät, von Ihren Wörtern geleitet, das saubere Bild dahinter. Etwas Rauschen weicht dieser Vermutung, und es sieht wieder hin.',
    'Raten Sie, wann Sie es im Rauschen erkennen, sehen Sie dann zu, und halten Sie an, sobald Sie sagen können, was es ist. Die Vermutung des Netzes bleibt so lange verdeckt.',
  ],
  sentence:
    'Ein Diffusionsmodell entscheidet überall zugleich, das Grobe vor dem Feinen, und kann jedes Pixel bis zum letzten Schritt ändern. Wie viele Durchläufe es braucht, wählen Sie, nicht die Größe des Bildes.',
  step: 'Was das Netz bekommt (das Sample mit seinem Rauschen) und was es daraus macht (seine Vermutung des sauberen Bildes), für jeden Schritt.',
  number:
    'Eine Zeile je Schritt: wie viel Rauschen noch da ist (sigma), das Signal im Verhältnis dazu (snr) und wie oft das Netz ausgewertet wurde (nfe).',
  words: [
    {
      term: 'Schritt',
      means:
        'ein Blick auf das ganze Bild: Das Netz wird ausgewertet und etwas vom Rauschen herausgenommen.',
    },
    {
      term: 'Sigma',
      means: 'wie viel Rauschen da ist, neben einem Bild mit Werten zwischen −1 und 1.',
    },
    {
      term: 'Guidance',
      means: 'die Vorhersage mit Ihren Wörtern wird weiter von der ohne sie weggeschoben.',
    },
    {
      term: 'Sampler und Schedule',
      means: 'die Regel, die von einem Rauschpegel zum nächsten führt, und die Rauschpegel selbst.',
    },
  ],
  sources: [
    {
      what: 'Der Lauf oben, vom Emoji-Entrauscher dieser Seite; seine Modellkarte sagt, wie er trainiert wurde.',
    },
    {
      what: 'Denoising Diffusion: Ho u. a. 2020',
      href: 'https://arxiv.org/abs/2006.11239',
    },
    {
      what: 'Rauschpegel und Sampler: Karras u. a. 2022',
      href: 'https://arxiv.org/abs/2206.00364',
    },
    { what: 'Guidance: Ho und Salimans 2022', href: 'https://arxiv.org/abs/2207.12598' },
  ],

  ask: (steps) => `In welchem der ${num(steps)} Schritte erkennen Sie im Rauschen, was es ist?`,
  stepName: (n) => `Schritt ${num(n)}`,
  see: 'Ich erkenne es',
  seen: 'von Ihnen erkannt',
  half: 'die Hälfte steht fest',
  sample: 'Was das Netz bekommt',
  guess: 'Seine Vermutung des sauberen Bildes',
  covered: 'Verdeckt, bis Sie es erkennen.',
  soFar: (step, steps) => `Schritt ${num(step)} von ${num(steps)}.`,
  now: (step, steps, share) =>
    `Schritt ${num(step)} von ${num(steps)}; ${share} der Pixel stehen fest.`,
  nothing: 'Hier kommt das Bild.',
  plot: 'Anteil des Bildes, der feststeht, Schritt für Schritt',
  plotNow: (step, share) => `Nach Schritt ${num(step)}: ${share} stehen fest.`,
  final: 'steht fest',
};
