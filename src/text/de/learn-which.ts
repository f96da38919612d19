/** Stop 10 of the tour: which one is needed, where language fits in, and what is often asked. */
import type { learnWhich as en } from '../en/learn-which';
import type { Wide } from '../wide';

export const learnWhich: Wide<typeof en> = {
  name: 'Welches brauchen Sie?',
  title: 'Welches davon brauchen Sie?',
  lead: [
    'Drei Fragen führen zu einer Art von Modell, mit Ihren eigenen Zahlen, wo Sie eines haben laufen lassen. Darunter: worin jede Art gut ist, die Familie, aus der Sprachmodelle kommen, und vier Fragen, die alle stellen.',
  ],
  sentence:
    'Text oder Code hinein und heraus: ein Sprachmodell. Bilder, Ton oder Video: das Modell, das dafür gemacht ist. Etwas aus mehreren Teilen: beides, und wer weiß, welcher Teil welcher ist, weiß auch, wo er suchen muss, wenn etwas schiefgeht.',
  step: 'Die zwei Arten noch einmal bei der Arbeit: Wo eine langsam ist oder irrt, zeigt es sich hier.',
  number:
    'Was Ihr Rechner für jede braucht: Vergleichen Sie es damit, wie lange Sie warten wollen.',
  words: [
    {
      term: 'Agent',
      means:
        'ein Programm, in dem ein Sprachmodell den nächsten Schritt wählt: suchen, Code ausführen, ein anderes Modell fragen.',
    },
    {
      term: 'Retrieval',
      means:
        'Textstellen nachschlagen und in den Prompt setzen, damit sich die Antwort darauf stützen kann.',
    },
    {
      term: 'NLP',
      means:
        'Verarbeitung natürlicher Sprache (Natural Language Processing): alles Rechnen mit menschlicher Sprache, mit Regeln, Statistik oder Netzen.',
    },
  ],
  sources: [
    { what: 'Geschwindigkeiten: Ihre Läufe bei diesem Besuch, sonst die Aufzeichnung.' },
    {
      what: 'Von Bag of Words bis Transformer: Jurafsky und Martin, Speech and Language Processing',
      href: 'https://web.stanford.edu/~jurafsky/slp3/',
    },
    {
      what: 'BERT, ein Sprachmodell, das nicht schreibt: Devlin u. a. 2019',
      href: 'https://arxiv.org/abs/1810.04805',
    },
    {
      what: 'Bilder aus den Tokens eines Transformers: Ramesh u. a. 2021',
      href: 'https://arxiv.org/abs/2102.12092',
    },
  ],

  goes: 'Was geht hinein?',
  goesIn: { text: 'Text oder Code', media: 'Bilder, Ton, Video', both: 'beides' },
  comes: 'Was soll herauskommen?',
  comesOut: {
    text: 'Text oder Code',
    media: 'Bilder, Ton, Video',
    label: 'ein Etikett oder eine Zahl',
    steps: 'etwas aus mehreren Teilen',
  },
  where: 'Wo muss es laufen?',
  runs: { here: 'auf meinem eigenen Gerät', server: 'ein Server ist in Ordnung' },

  result: 'Was Sie brauchen',
  answers: {
    llm: {
      name: 'Ein Sprachmodell',
      why: 'Chat, Vervollständigung, Zusammenfassungen, Code, Antworten aus Dokumenten (mit Retrieval): Text hinein, Text heraus.',
    },
    multimodal: {
      name: 'Ein Sprachmodell, das Bilder oder Ton liest',
      why: 'Ein Encoder macht aus dem Bild oder dem Ton die Art von Eingabe, mit der das Modell arbeitet; heraus kommt immer noch Text, Token für Token.',
    },
    media: {
      name: 'Ein Modell, das für dieses Medium gemacht ist',
      why: 'Bei Bildern meist Diffusion oder Flow Matching. Fragen Sie nach Auflösung, Steuerbarkeit, Tempo und Lizenz.',
    },
    edit: {
      name: 'Ein Modell, das von Ihrer Vorlage ausgeht',
      why: 'Diffusion kann bei Ihrem Bild mit Rauschen darauf beginnen statt bei reinem Rauschen (in „Beobachten“: „Neues Rauschen in Schritt …“).',
    },
    classic: {
      name: 'Vielleicht gar kein generatives Modell',
      why: 'Ein kleiner Klassifikator liefert ein Etikett schneller, billiger und mit bekanntem Fehler. Ein Sprachmodell kann es auch; prüfen Sie es dann an Beispielen.',
    },
    pipeline: {
      name: 'Beides, eines nach dem anderen',
      why: 'Ein Sprachmodell plant und schreibt die Prompts, andere Modelle malen oder sprechen (Station 7). Wissen Sie, welcher Teil was tut: Das hilft beim Suchen von Fehlern, beim Beschleunigen und beim Ersetzen.',
    },
  },
  speed: {
    text: (speed, place, whose) =>
      `Das schreibende Modell hier: ${speed} Tokens pro Sekunde auf ${place} (${whose}).`,
    picture: (time, place, whose) =>
      `Das malende Modell hier: ${time} für ein Bild mit 64 × 64 Pixeln auf ${place} (${whose}).`,
    yours: 'Ihr Lauf',
    recorded: 'die Aufzeichnung',
  },
  place: {
    here: 'Auf Ihrem Gerät entscheidet zuerst die Größe: Es muss in den Speicher passen, und das schreibende Modell hier liest für jedes Token alle seine 135 Millionen Gewichte. Größere Modelle antworten besser und langsamer.',
    server:
      'Bei einem Server fragen Sie, was gespeichert wird, was eine Million Tokens oder ein Bild kostet und unter welcher Lizenz Sie die Ergebnisse bekommen.',
  },
  choose: 'Beantworten Sie die drei Fragen; nichts wird irgendwohin gesendet.',

  strengths: {
    title: 'Worin jede Art gut ist, und worin nicht',
    kind: 'Art',
    good: 'Stark',
    weak: 'Schwach',
    rows: [
      {
        kind: 'Sprachmodelle',
        good: 'Text und Code; ausgereifte Werkzeuge, um sie lokal laufen zu lassen; viele nehmen Bilder oder Ton als Eingabe',
        weak: 'erfundene Fakten, genaues Rechnen, Speicherbedarf der großen; Bilder nur auf dem Weg über Tokens',
      },
      {
        kind: 'Diffusion und Flow Matching',
        good: 'Qualität in dem Medium, für das sie gemacht sind; Steuerung durch Guidance, durch ein Ausgangsbild, durch Schritte',
        weak: 'Schrift in Bildern, genaue Orte und Anzahlen, Gleichbleiben von Bild zu Bild; schwer zu verketten ohne etwas, das plant',
      },
      {
        kind: 'GANs',
        good: 'ein Durchlauf: schnell',
        weak: 'schwer zu trainieren; erzeugen manchmal immer wieder dieselben wenigen Dinge (Mode Collapse)',
      },
    ],
  },

  tree: {
    title: 'Woher Sprachmodelle kommen',
    caption: 'Die Verarbeitung natürlicher Sprache ist das ältere und weitere Gebiet',
    root: 'Verarbeitung natürlicher Sprache (NLP)',
    branches: [
      {
        name: 'Regeln',
        means: 'von Hand geschriebene Grammatiken und Muster; erzeugen nicht frei',
        example: 'Rechtschreibung, frühe Übersetzung',
      },
      {
        name: 'Statistik',
        means: 'Häufigkeiten von Wörtern und Wortpaaren',
        example: 'Spamfilter, N-Gramm-Modelle',
      },
      {
        name: 'Netze, die lesen',
        means: 'liefern ein Etikett, eine Zahl oder einen Vektor',
        example: 'Stimmungsanalyse, Suche; der Text-Encoder des malenden Modells hier',
      },
      {
        name: 'Netze, die schreiben',
        means: 'Sprachmodelle: der heutige Ansatz, und generativ',
        example: 'Chat, Code; das schreibende Modell hier',
      },
    ],
    here: 'generativ',
  },

  questions: {
    title: 'Oft gefragt',
    list: [
      {
        q: ({ chat }) => `Ist ${chat} generative KI oder ein Sprachmodell?`,
        a: 'Beides: ein Produkt, das auf einem Sprachmodell aufbaut, und jedes Sprachmodell, das schreibt, ist generative KI.',
      },
      {
        q: ({ code }) => `Und ${code}?`,
        a: 'Angetrieben von einem Sprachmodell, das auch mit Code trainiert ist. Es schreibt, also ist es generativ.',
      },
      {
        q: () => 'Kann ein Sprachmodell Bilder erzeugen?',
        a: 'Ja, wenn es darauf trainiert ist, Bild-Tokens zu schreiben, aus denen ein Decoder Pixel macht. Das ist ein anderer Mechanismus als Diffusion, mit anderen Stärken und Kosten; viele Produkte lassen stattdessen das Sprachmodell ein Bildmodell aufrufen.',
      },
      {
        q: () => 'Wird alle Arbeit mit Sprache von Sprachmodellen erledigt?',
        a: 'Nein. Regeln, Statistik und kleine Klassifikatoren sortieren weiterhin Post, finden Namen und ordnen Treffer, ohne etwas zu erzeugen.',
      },
    ],
  },
};
