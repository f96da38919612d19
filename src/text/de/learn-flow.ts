/** Stop 5 of the tour: flow matching. */
import type { learnFlow as en } from '../en/learn-flow';
import type { Wide } from '../wide';

export const learnFlow: Wide<typeof en> = {
  name: 'Flow: derselbe Weg',
  title: 'Ist Flow Matching eine andere Art zu malen?',
  lead: [
    'Diffusion wird erzählt als Rauschen, das weggenommen wird. Flow Matching wird erzählt als gerader Weg vom Rauschen zum Bild, mit einem Pfeil an jeder Stelle, der sagt, wohin es weitergeht. Viele neuere Bildmodelle werden so beschrieben.',
    'Hier läuft ein Netz mit denselben Wörtern und demselben Rauschen: einmal nach einem Rezept der Diffusion (DDIM), einmal auf dem geraden Weg (Euler), und beide sehen bei denselben Rauschpegeln hin.',
  ],
  sentence:
    'Flow Matching und Diffusion beschreiben denselben Weg in anderen Koordinaten: Mit demselben Netz, demselben Rauschen und denselben Stellen ergeben sie dasselbe Bild. Verschieden ist, wo die Schritte liegen und wie ein Netz trainiert wird.',
  step: 'Vergleichen Sie den Rauschpegel Schritt für Schritt: Der Weg ist einer, die Stellen darauf sind es nicht. Gleichmäßige Schritte auf dem geraden Weg sind große Schritte bei viel Rauschen.',
  number:
    'Sigma jedes Schritts. Auf dem geraden Weg ist t = 1/(1 + Sigma), und Sigma = (1 − t)/t: Mehr ist an der Übersetzung nicht dran.',
  words: [
    {
      term: 'Flow Matching',
      means:
        'ein Netz lernt an jeder Stelle eines Weges die Richtung vom Rauschen zu den Daten; beim Sampling folgt man ihr.',
    },
    {
      term: 'DDIM, Euler',
      means:
        'zwei Rezepte für einen Schritt, von verschiedenen Leuten gefunden; in denselben Koordinaten geschrieben sind sie dasselbe.',
    },
    {
      term: 'Deterministisch',
      means: 'ohne frisches Rauschen unterwegs: Nur das erste Rauschen entscheidet.',
    },
  ],
  sources: [
    { what: 'Die drei Läufe oben: dieselben Gewichte, die des Emoji-Entrauschers dieser Seite.' },
    {
      what: 'Flow Matching: Lipman u. a. 2023',
      href: 'https://arxiv.org/abs/2210.02747',
    },
    { what: 'DDIM: Song u. a. 2021', href: 'https://arxiv.org/abs/2010.02502' },
    {
      what: 'Zwei Seiten derselben Medaille: Gao u. a. 2025',
      href: 'https://diffusionflow.github.io/',
    },
  ],

  ask: 'Erzählt als Diffusion, dann als Flow, bei denselben Rauschpegeln: Wie wird sich das Bild unterscheiden?',
  options: {
    same: 'Gar nicht',
    details: 'In Einzelheiten',
    other: 'Es ist ein anderes Bild',
  },
  parts: {
    flow: 'Flow: Euler auf dem geraden Weg',
    ddim: 'Diffusion: DDIM, dieselben Stellen',
    karras: 'Diffusion: DDIM, seine üblichen Stellen',
  },
  coordinates: 'Nur die Koordinaten sind anders',
  places: 'Nur die Stellen sind anders',
  covered: 'Wird nach Ihrem Tipp gezeigt',
  apart: (levels) => `im Mittel ${levels} von 255 auseinander`,
  description: (levels) =>
    `Wo sich die beiden Bilder unterscheiden; im Mittel liegen sie ${levels} von 255 Stufen auseinander.`,
  caveat:
    'Das gilt für den Weg dieser Gewichte, ohne frisches Rauschen. Ein Modell, dessen Rauschen und Bilder mit Absicht gepaart wurden oder das nach dem Training begradigt wurde, ist ein anderes Modell. Dieses Netz wurde in der Form von Flow Matching trainiert und wird von sich aus als Diffusion gesampelt.',
};
