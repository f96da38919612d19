import type { compareModels as English } from '../en/compare-models';
import { counted } from './numbers';

export const compareModels: typeof English = {
  title: 'Die Modelle nebeneinander',
  note: 'Durchläufe, Rechenaufwand und Zeit stammen aus dem Ergebnis oben, jedes Modell allein und warm. Der Rest steht in den Modellkarten.',
  label: 'Was jedes Modell braucht, kann und gelernt hat',
  what: 'Was',
  rows: {
    makes: 'Erzeugt',
    passes: 'Durchläufe für eine Ausgabe, einer nach dem anderen',
    flops: 'Rechenaufwand für eine Ausgabe',
    bytes: 'Für eine Ausgabe mindestens gelesen und geschrieben',
    ms: 'Zeit für eine Ausgabe',
    parameters: 'Parameter',
    revise: 'Kann es eine Wahl zurücknehmen?',
    hole: 'Kann es eine Lücke füllen?',
    nats: 'Likelihood',
    judged: 'Zeigt, was verlangt war',
    diversity: 'Wie verschieden Bilder zum selben Prompt sind',
    nearest: 'Wie nah an einem Bild aus dem Training',
    seen: 'Im Training gesehen',
  },
  makes: { text: 'Text', picture: 'ein Bild' },
  passes: (passes, results) => `${passes}, für ${results}`,
  n: (range, n) => (range ? `${range}, n = ${counted(n)}` : `n = ${counted(n)}`),
  unmeasured: 'nicht in diesem Ergebnis',
  unknown: 'nicht gemessen',
  revise: {
    autoregression: 'nein: ein gewähltes Token bleibt',
    'autoregression-picture': 'nein: eine gewählte Zelle bleibt',
    'masked-diffusion': 'nur mit eingeschaltetem Remasking',
    'masked-diffusion-picture': 'nur mit eingeschaltetem Remasking',
    diffusion: 'ja: jeder Schritt zeichnet das ganze Bild neu',
  },
  hole: {
    autoregression: 'nein: es schreibt nur weiter',
    'autoregression-picture': 'nein: es geht nur in Leserichtung weiter',
    'masked-diffusion': 'ja: was nicht gegeben ist, wird ergänzt',
    'masked-diffusion-picture': 'ja: Zellen, die Sie nicht behalten, werden gefüllt',
    diffusion:
      'ja, wenn man den bekannten Teil bei jedem Schritt wieder einsetzt (RePaint); nicht auf dieser Seite',
  },
  likelihood: {
    autoregression: 'exakt',
    'autoregression-picture': 'exakt',
    'masked-diffusion': 'eine Schranke',
    'masked-diffusion-picture': 'eine Schranke',
    diffusion: 'nur als Schätzung entlang des Weges; hier nicht berechnet',
  },
  nats: (exact, heldOut, trained) =>
    `${exact}: ${heldOut} Nats auf nie Gesehenem, ${trained} auf Trainiertem`,
  judged: (top1, top5, prompts) =>
    `${top1}, unter den ersten fünf Vermutungen ${top5} (${counted(prompts)} Prompts)`,
  ceiling: (top1, top5) => `echte Bilder: ${top1}, ${top5}`,
  tokensCeiling: (top1, top5) => `dieselben als Token und zurück: ${top1}, ${top5}`,
  diversity: (distance, prompts, seeds) =>
    `${distance} (mittlerer Kosinusabstand, ${counted(prompts)} Prompts, ${counted(seeds)} Seeds)`,
  nearest: (made, real) => `${made}; neue echte Bilder: ${real} (Kosinus)`,
  seen: { pictures: 'Bilder', texts: 'Texte', tokens: 'Token' },
  source: (source) => `laut ${source}`,
  limits:
    'Was das nicht beweist: dass ein Verfahren besser ist als ein anderes. Die Modelle sind verschieden groß und haben verschieden viel gesehen; das Modell, das urteilt, wurde mit denselben Zeichnungen trainiert und bevorzugt, was ihnen ähnelt; Nats verschiedener Ausgaben lassen sich nicht vergleichen; und bei großen Modellen kann die Reihenfolge anders sein.',
};
