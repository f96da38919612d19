/** Stop 1 of the tour: the set and its subset. */
import type { learnSet as en } from '../en/learn-set';
import type { Wide } from '../wide';

export const learnSet: Wide<typeof en> = {
  name: 'Menge und Teilmenge',
  title: 'Ist ein Sprachmodell dasselbe wie generative KI?',
  lead: [
    'Generative KI ist jedes Modell, dessen Aufgabe es ist, etwas Neues zu erzeugen: Text, Bilder, Ton, Video, Code, 3D-Formen. Es hat die Muster seiner Trainingsdaten gelernt und erzeugt mehr von dieser Art.',
    'Ein Sprachmodell erzeugt Text, ein Token nach dem anderen. Ordnen Sie acht Dinge zu, und sehen Sie dann unten zweien davon bei der Arbeit zu.',
  ],
  sentence:
    'Jedes große Sprachmodell ist generative KI, aber nicht umgekehrt: Auch das Modell, das hier malt, erzeugt etwas Neues und ist kein Sprachmodell.',
  step: 'Dieselben Wörter gingen an zwei generative Modelle. Das linke ist ein Sprachmodell, das rechte nicht. Gehen Sie beide auf einer Uhr Schritt für Schritt durch.',
  number:
    'Ihre Kennzahlen haben nicht einmal dieselben Namen: hier Tokens pro Sekunde, dort Millisekunden pro Schritt.',
  words: [
    {
      term: 'Generatives Modell',
      means:
        'ein Modell, das neue Daten von der Art seiner Trainingsdaten erzeugt, statt Gegebenes zu sortieren oder zu bewerten.',
    },
    {
      term: 'Token',
      means:
        'ein Stück Text, ein Wort oder ein Teil davon, aus einem festen Vokabular; das Modell hier kennt 49.152.',
    },
    {
      term: 'Durchlauf',
      means: 'einmal das Netz berechnet, von der Eingabe bis zur Ausgabe (englisch: forward pass).',
    },
    {
      term: 'Transformer',
      means:
        'die Art von Netz in heutigen Sprachmodellen: Jede Position darf auf die davor schauen.',
    },
  ],
  sources: [
    { what: 'Die zwei Läufe: Modelle dieser Seite, entstanden, wie ihre Aufzeichnung angibt.' },
    {
      what: 'Stable Diffusion: Rombach u. a. 2022',
      href: 'https://arxiv.org/abs/2112.10752',
    },
    {
      what: 'Stable Audio Open: Evans u. a. 2024',
      href: 'https://arxiv.org/abs/2407.14358',
    },
    { what: 'Der Transformer: Vaswani u. a. 2017', href: 'https://arxiv.org/abs/1706.03762' },
  ],

  ask: (thing) => `Wohin gehört: ${thing}?`,
  sorted: 'Alle acht sind dort, wo sie hingehören.',
  show: 'Alle richtig einordnen',
  again: 'Noch einmal zuordnen',
  yours: (region) => `Ihre Antwort: ${region}`,
  toSort: 'noch zuzuordnen',
  regions: {
    neither: 'keines von beiden',
    generative: 'generative KI',
    llm: 'Sprachmodelle',
  },
  diagram: 'Generative KI, darin die Sprachmodelle, und was außerhalb liegt',
  outside: 'Rechnet, erzeugt aber nichts Neues',
  things: {
    smollm2: 'SmolLM2, das Modell, das hier schreibt',
    denoiser: 'Das Modell, das hier malt',
    spam: 'Ein Spamfilter',
    route: 'Ein Routenplaner',
  },
  /** @param date "2026-11-26" */
  checked: (date) =>
    `Produkte, wie ihre Hersteller sie am ${date.split('-').reverse().join('.')} beschrieben.`,

  pair: {
    title: 'Zwei generative Modelle, dieselben Wörter',
    text: 'Ein Sprachmodell: Es schreibt',
    picture: 'Kein Sprachmodell: Es malt',
  },
  table: {
    title: 'Menge und Teilmenge in sechs Zeilen',
    what: 'Was',
    generative: 'Generative KI',
    llm: 'Große Sprachmodelle',
    rows: [
      {
        head: 'Umfang',
        generative: 'Text, Bilder, Ton, Video, Code, 3D',
        llm: 'Text und Code',
      },
      {
        head: 'Architektur',
        generative: 'verschieden: Transformer, Diffusion, Flow Matching, GANs',
        llm: 'autoregressive Transformer',
      },
      {
        head: 'Wichtigste Eingabe',
        generative: 'Text, Bilder, Ton oder mehreres davon',
        llm: 'Text, als Tokens',
      },
      {
        head: 'Wichtigste Ausgabe',
        generative: 'das, wofür es gemacht ist',
        llm: 'Tokens, zu Text dekodiert',
      },
      {
        head: 'Trainingsdaten',
        generative: 'aus seinem Gebiet: Bilder mit Beschreibungen, Aufnahmen, Filme, Code',
        llm: 'sehr große Textsammlungen',
      },
    ],
    tools: 'Beispiele',
    also: (names) => `${names}, und alle rechts`,
  },
};
