/** Stop 9 of the tour: what to ask of each. */
import type { learnAsks as en } from '../en/learn-asks';
import type { Wide } from '../wide';
import { num, plural } from './numbers';

export const learnAsks: Wide<typeof en> = {
  name: 'Die richtigen Fragen',
  title: 'Was sollten Sie ein Modell fragen, bevor Sie es wählen?',
  lead: [
    'Jede Art hat ihre eigenen Fragen. Manche, die bei der einen alles entscheiden, bedeuten bei der anderen nichts.',
    'Unten stehen eine Tabelle, die Sie auf vielen Seiten finden, beantwortet für die zwei Modelle hier, und eine, die nur Sie haben: Sie füllt sich mit den Läufen Ihres Besuchs, auf Ihrem Rechner.',
  ],
  sentence:
    'Fragen Sie ein Sprachmodell nach Kontextfenster, Tokens pro Sekunde, Genauigkeit und Preis, ein Bildmodell nach Auflösung, Steuerbarkeit, Zeit für ein Bild und Lizenz. Ein Bildmodell hat kein Kontextfenster, nach dem man fragen könnte.',
  step: 'Die Läufe hinter der Tabelle, Durchlauf für Durchlauf. Wie viele es sind und was jeder tut, daraus ergeben sich die Zahlen.',
  number:
    'Dieselben Zahlen mit ihrer Herkunft: Backend, Threads, erster Lauf oder warm, und jedes Ergebnis als Zeile.',
  words: [
    {
      term: 'Kontextfenster',
      means:
        'wie viele Tokens ein Sprachmodell überblicken kann, Prompt und Antwort zusammen (englisch: context window).',
    },
    {
      term: 'Likelihood',
      means:
        'für wie wahrscheinlich ein Modell einen gegebenen Text oder ein gegebenes Bild hält. Manche Arten geben sie genau an, manche als Schätzung, manche gar nicht.',
    },
    {
      term: 'FLOP',
      means: 'eine Gleitkommaoperation: eine Multiplikation oder eine Addition.',
    },
  ],
  sources: [
    {
      what: 'Die gemessene Tabelle: Ihre Läufe bei diesem Besuch; gibt es keine, die Aufzeichnung.',
    },
    {
      what: 'Kontext, Auflösung, Stile: die Manifeste der Modelle. Befolgter Stil: die Modellkarte des Emoji-Entrauschers.',
    },
    {
      what: 'Mit Diffusion ein Loch füllen: Lugmayr u. a. 2022',
      href: 'https://arxiv.org/abs/2201.09865',
    },
    {
      what: 'Likelihood von Diffusionsmodellen: Song u. a. 2021',
      href: 'https://arxiv.org/abs/2011.13456',
    },
  ],

  ask: 'Welche dieser Fragen ergibt bei dem Modell, das hier malt, keinen Sinn?',
  options: {
    context: 'Wie groß ist sein Kontextfenster?',
    resolution: 'Wie viele Pixel erzeugt es?',
    speed: 'Wie lange dauert ein Bild?',
    licence: 'Was darf ich mit seinen Bildern tun?',
  },
  why: (tokens) =>
    `Es liest einen Prompt${tokens === null ? '' : ` von höchstens ${plural(tokens, 'Token', 'Tokens')}`} und arbeitet dann nur noch am Bild: Es gibt keinen wachsenden Text, auf den es zurückblicken könnte.`,
  answer: 'ergibt keinen Sinn',

  questions: {
    title: 'Die Fragen, mit den Antworten für die zwei Modelle dieser Seite',
    llm: 'An ein Sprachmodell',
    picture: 'An ein Bildmodell',
    answer: 'Hier',
    context: 'Kontextfenster',
    contextHere: (tokens) => `${tokens} Tokens`,
    speed: 'Tokens pro Sekunde',
    speedHere: (speed, place) => `${speed} auf ${place}`,
    accuracy: 'Genauigkeit beim Schlussfolgern',
    accuracyHere: (right, of) =>
      `${num(right)} von ${num(of)} Rechnungen richtig in Ihren Versuchen an Station 8`,
    accuracyNone: 'an Station 8 ausprobieren: eine Rechnung, achtmal, geprüft',
    cost: 'Preis für eine Million Tokens',
    costHere: (time) => `kein Preis, aber etwa ${time} Ihres Rechners`,
    resolution: 'Auflösung',
    resolutionHere: (side) => `${num(side)} × ${num(side)} Pixel`,
    style: 'Steuerung des Stils',
    styleHere: (styles, obeyed) =>
      `${plural(styles, 'Stil', 'Stile')}; befolgt in ${obeyed} der Bilder (seine Modellkarte, 180 Bilder)`,
    time: 'Zeit für ein Bild',
    timeHere: (time, place) => `${time} auf ${place}`,
    licence: 'Lizenz',
    unknown: 'noch nicht bekannt: lassen Sie es laufen',
  },

  measured: {
    title: 'Was nur Sie haben: gemessen bei diesem Besuch',
    recorded: 'Noch kein Lauf von Ihnen: Dies sind die Zahlen der Aufzeichnung.',
    own: (n) =>
      n === 1
        ? 'Aus dem einen Lauf dieses Besuchs.'
        : `Aus ${num(n)} Läufen dieses Besuchs; Mediane.`,
    what: 'Was',
    column: (place, n) => `${place}, ${plural(n, 'Lauf', 'Läufe')}`,
    rows: {
      passes: 'Durchläufe, einer nach dem anderen',
      flops: 'Rechenaufwand für eine Ausgabe',
      ms: 'Zeit',
      half: 'Die Hälfte steht fest nach',
      late: 'Vom Stand auf halbem Weg später geändert',
      hole: 'Kann in der Mitte ein Loch füllen',
      nats: 'Likelihood',
      repeats: 'Gleicher Seed, gleiche Ausgabe',
    },
    passes: (passes, results) => `${num(passes)}, für ${results}`,
    share: (percent) => `${percent} der Zeit`,
    nats: (nats) => `genau: ${nats} Nat pro Token`,
    repeats: {
      yes: 'ja: zwei gleiche Läufe von Ihnen stimmen überein',
      no: 'nein: zwei gleiche Läufe von Ihnen sind verschieden',
      unknown: 'zweimal dasselbe laufen lassen, um es zu sehen',
    },
    notKnown: 'nicht bekannt',
    hole: {
      autoregression: 'nein: es schreibt nur weiter',
      'autoregression-picture': 'nein: es geht nur in Leserichtung weiter',
      'masked-diffusion': 'ja: Lücken werden gefüllt, wo immer sie stehen',
      'masked-diffusion-picture': 'ja: beliebige Zellen lassen sich neu füllen',
      diffusion:
        'ja, indem man den bekannten Teil in jedem Schritt zurückgibt (RePaint); nicht auf dieser Seite',
    },
    noNats: {
      autoregression: 'genau',
      'autoregression-picture': 'genau',
      'masked-diffusion': 'nur eine Schranke, hier nicht berechnet',
      'masked-diffusion-picture': 'nur eine Schranke, hier nicht berechnet',
      diffusion: 'nur als Schätzung entlang des Weges, hier nicht berechnet',
    },
    export: 'Als CSV speichern',
    more: 'Lassen Sie unten beide laufen, um Ihre eigenen hinzuzufügen.',
  },
};
