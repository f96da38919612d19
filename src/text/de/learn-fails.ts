/** Stop 8 of the tour: where each fails. */
import type { learnFails as en } from '../en/learn-fails';
import type { Wide } from '../wide';
import { num } from './numbers';

export const learnFails: Wide<typeof en> = {
  name: 'Woran jedes scheitert',
  title: 'Woran scheitert welches?',
  lead: [
    'Jede Art irrt auf ihre eigene Weise. Wählen Sie eine Aufgabe, raten Sie, wie viele von acht Versuchen richtig sein werden, und lassen Sie alle acht laufen: acht Seeds, keiner ausgesucht. Es entscheidet eine aufgeschriebene Prüfung, nicht wir.',
  ],
  sentence:
    'Ein Fehler hat drei mögliche Ursachen, den Mechanismus, die Größe des Modells und seine Daten, und an einem einzigen kleinen Modell lässt sich nicht immer sagen, welche es ist: Lesen Sie, was bei jeder Aufgabe dazu steht.',
  step: 'Jeder Versuch, wie „Beobachten“ ihn zeigt. Wo war sich der Text bei etwas Falschem sicher? In welchem Schritt ging das Bild verloren?',
  number:
    'Eine Zeile für jedes Token oder jeden Schritt. Ein falsches Token hat oft eine hohe Wahrscheinlichkeit: Sicher ist nicht richtig.',
  words: [
    {
      term: 'Halluzination',
      means:
        'Text, der sich gut liest und nicht stimmt. Nichts am Mechanismus fragt, ob er stimmt.',
    },
    {
      term: 'Prüfung',
      means: 'eine Regel, die ein Programm auf jeden Versuch gleich anwendet.',
    },
    {
      term: 'Attribute Binding',
      means:
        'jede Eigenschaft dem Ding geben, zu dem sie gehört: dem Auto das Blau, dem Haus das Rot.',
    },
  ],
  sources: [
    {
      what: 'Acht Versuche der Modelle dieser Seite. Sie sind klein: 135 Millionen und 6 Millionen Parameter.',
    },
    {
      what: 'Zählen, auch bei großen Bildmodellen: Guo u. a. 2025 (T2ICountBench)',
      href: 'https://arxiv.org/abs/2503.06884',
    },
    {
      what: 'Dinge, Anzahlen, Farben, Orte: Ghosh u. a. 2023 (GenEval)',
      href: 'https://arxiv.org/abs/2310.11513',
    },
    {
      what: 'Warum Sprachmodelle halluzinieren: Kalai u. a. 2025',
      href: 'https://arxiv.org/abs/2509.04664',
    },
  ],

  choose: 'Aufgabe',
  ask: 'Wie viele von acht Versuchen bestehen die Prüfung?',
  right: (n) => `${num(n)} von 8`,
  passed: 'bestanden',
  pass: 'besteht',
  fail: 'besteht nicht',
  try: (n) => `Versuch ${num(n)}`,
  first: (n) => `Versuch ${num(n)}, erster Prompt`,
  second: (n) => `Versuch ${num(n)}, zweiter Prompt`,
  prompts: (list) =>
    list.length > 1 ? `Prompts: „${list.join('“ und „')}“` : `Prompt: „${list[0] ?? ''}“`,
  check: 'Die Prüfung',
  mechanism: 'Mechanismus',
  size: 'Größe',
  data: 'Daten',
  notRun: 'Noch nicht gelaufen. Klicken Sie unten auf „Hier ausführen“: acht Versuche.',
  noCheck: 'noch kein Ergebnis',
  found: {
    answer: (text) => `es sagt: ${text}`,
    last: (number) => `letzte Zahl: ${number}`,
    nothing: 'keine Zahl',
    shapes: (n) => (n === 1 ? '1 einzelne Form' : `${num(n)} einzelne Formen`),
    apart: (share) => `${share} der Pixel sind verschieden`,
    colours: (blue, red) => `${blue} blau, ${red} rot`,
    glyphs: (n) => (n === 1 ? '1 Zeichen wie ein Buchstabe' : `${num(n)} Zeichen wie Buchstaben`),
    admits: 'sagt, dass es das nicht weiß',
    invents: 'erzählt eine Geschichte',
  },
  exhibits: {
    sum: {
      name: 'Eine Rechnung',
      prompts: ['What is 847 times 63? Answer with the number.'],
      check: 'Die Antwort enthält 53361 (mit oder ohne Komma).',
      mechanism:
        'Die Ziffern werden Token für Token gezogen, die erste, bevor der Übertrag bekannt ist. Zum Rechnen gibt es keinen Ort als den Text selbst.',
      size: 'Viel: Große Modelle lösen solche Produkte öfter richtig, vor allem, wenn sie die Schritte aufschreiben dürfen.',
      data: 'Etwas: Genau dieses Produkt steht in wenigen Texten.',
    },
    invented: {
      name: 'Etwas, das es nicht gibt',
      prompts: ['Who invented the Zorblax engine? Answer in one sentence.'],
      check:
        'Die Antwort sagt auf irgendeine Weise, dass es das nicht weiß oder dass es so etwas nicht gibt.',
      mechanism:
        'Irgendein Text ist immer der wahrscheinlichste. Nach „invented by“ ist ein Name wahrscheinlich, ob es einen gibt oder nicht.',
      size: 'Etwas: Größere Modelle tun es seltener, nicht nie.',
      data: 'Viel: Texte mit Fragen enthalten selten die Antwort „Das weiß ich nicht“.',
    },
    letters: {
      name: 'Buchstaben in einem Wort',
      prompts: [
        'How many times does the letter r occur in the word strawberry? Answer with a number.',
      ],
      check: 'Die erste Zahl in der Antwort ist 3.',
      mechanism:
        'Es liest Tokens, keine Buchstaben: Für das Modell ist das Wort zwei oder drei Zahlen.',
      size: 'Etwas: Große Modelle lernen, wie Wörter buchstabiert werden; es hilft ihnen, die Buchstaben auszuschreiben.',
      data: 'Etwas: Wenige Texte zählen Buchstaben.',
    },
    three: {
      name: 'Zählen',
      prompts: ['three cats'],
      check:
        'Auf dem weißen Grund sind genau drei einzelne Formen, jede mit mindestens 1,5 % der Bildfläche.',
      mechanism: 'Etwas: Alles wird zugleich entschieden, nichts zählt mit.',
      size: 'Etwas: Auch große Bildmodelle verzählen sich (siehe die Quellen).',
      data: 'Viel: In den Trainingsdaten dieses Modells gab es kein Bild von drei Katzen.',
    },
    places: {
      name: 'Links und rechts',
      prompts: ['a cat to the left of a tree', 'a tree to the left of a cat'],
      check:
        'Mit demselben Seed ergeben die beiden Prompts deutlich verschiedene Bilder: mehr als ein Drittel der Pixel. Das ist das Mindeste, nicht alles.',
      mechanism:
        'Wenig: Die Guidance geht dorthin, wohin das Text-Embedding führt, und dieses kennt die Wortstellung kaum.',
      size: 'Viel: Der Text-Encoder ist klein und dafür gemacht, Sätze zu vergleichen.',
      data: 'Viel: Trainiert wurde mit einzelnen Dingen, nie mit zweien nebeneinander.',
    },
    colours: {
      name: 'Welche Farbe zu welchem Ding',
      prompts: ['a blue car and a red house'],
      check: 'Beide Farben sind da, jede auf mindestens 8 % dessen, was nicht weiß ist.',
      mechanism: 'Etwas: Alle Wörter steuern alle Stellen; nichts bindet eine Farbe an ihr Ding.',
      size: 'Etwas: Größere Modelle mit besseren Encodern ordnen mehr davon richtig zu.',
      data: 'Viel: Trainiert wurde mit einzelnen Dingen in einer Farbe.',
    },
    writing: {
      name: 'Schrift in einem Bild',
      prompts: ['a sign that says STOP'],
      check: 'Mindestens vier Zeichen von etwa gleicher Höhe stehen in einer Reihe.',
      mechanism: 'Wenig: Buchstaben sind Formen wie andere.',
      size: 'Viel: Große Modelle mit einem Encoder, der Buchstaben sieht, können Wörter schreiben.',
      data: 'Fast alles: Bilder mit Buchstaben wurden aus den Trainingsdaten weggelassen.',
    },
    frames: {
      name: 'Dieselbe Katze zweimal',
      prompts: ['a happy cat', 'a sad cat'],
      check:
        'Mit demselben Seed ist weniger als ein Viertel der Pixel verschieden: Es könnte dieselbe Katze sein.',
      mechanism: 'Viel: Jedes Bild ist ein eigener Lauf; nur das Rauschen ist gemeinsam.',
      size: 'Für sich genommen wenig.',
      data: 'Etwas: Videomodelle lernen aus Einzelbildern, die zusammengehören, dieses aus einzelnen Bildern.',
    },
  },
  gan: 'Ein GAN würde auf seine eigene Weise scheitern, durch Mode Collapse (Station 6). Auf dieser Seite gibt es keines, also auch keinen Lauf von einem.',
};
