/** Stop 7 of the tour: what blurs the line. */
import type { learnBlurs as en } from '../en/learn-blurs';
import type { Wide } from '../wide';

export const learnBlurs: Wide<typeof en> = {
  name: 'Was die Grenze verwischt',
  title: 'Warum sehen die Arten wie ein und dasselbe aus?',
  lead: [
    'Sie tippen in einen Chat, und ein Bild kommt heraus. Dahinter stehen zwei verschiedene Anordnungen. In einer Pipeline schreibt ein Sprachmodell den Prompt, und ein anderes Modell malt ihn. In einem multimodalen Modell liest ein Netz Bilder und Text, und manche schreiben auch Bild-Tokens.',
    'Hier ist eine Pipeline: Das schreibende Modell nennt etwas, das zu Ihren Wörtern passt, das malende malt beides. Wie viel vom Bild werden diese wenigen Wörter ändern?',
  ],
  sentence:
    'Ein Chat, der malt, besteht oft aus zwei Modellen hintereinander, und die Wörter dazwischen entscheiden so viel wie Ihre. Fragen Sie, welcher Teil was getan hat.',
  step: 'Zuerst wird der Text geschrieben, dann nach ihm das Bild gemalt, auf derselben Uhr: Das zweite Modell wartet auf das erste.',
  number:
    'Was jeder Teil kostet. Das Bild mit dem längeren Prompt braucht so viele Schritte wie das ohne.',
  words: [
    {
      term: 'Pipeline',
      means:
        'mehrere Modelle hintereinander, wobei die Ausgabe des einen die Eingabe des nächsten ist.',
    },
    {
      term: 'Multimodal',
      means: 'mehr als eine Art von Daten aufnehmen oder ausgeben, etwa Text und Bilder.',
    },
    {
      term: 'Encoder',
      means: 'ein Netz, das ein Bild oder einen Text in Zahlen für ein anderes Netz verwandelt.',
    },
  ],
  sources: [
    {
      what: 'Die Läufe oben: das schreibende und das malende Modell dieser Seite, mit demselben Seed und demselben Rauschen.',
    },
    {
      what: 'Bilder in ein Sprachmodell: Liu u. a. 2023 (LLaVA)',
      href: 'https://arxiv.org/abs/2304.08485',
    },
    {
      what: 'Ein Netz für Text- und Bild-Tokens: Chameleon 2024',
      href: 'https://arxiv.org/abs/2405.09818',
    },
  ],

  ask: 'Dasselbe Rauschen, ein paar Wörter mehr: Wie viel vom Bild wird sich ändern?',
  options: {
    little: 'Weniger als ein Viertel der Pixel',
    half: 'Zwischen einem Viertel und der Hälfte',
    most: 'Mehr als die Hälfte',
  },
  parts: {
    plain: 'Ihre Wörter allein',
    text: 'Das schreibende Modell ergänzt',
    both: 'Ihre Wörter und die des Modells',
  },
  yours: 'Sie',
  writer: 'Das schreibende Modell',
  painter: 'Das malende Modell liest',
  noWords: 'Hier kommen die Wörter des schreibenden Modells.',
  changed: (share) => `${share} der Pixel geändert`,
  marketing: {
    title: 'Drei Dinge, die ein Wort bedeuten kann',
    rows: [
      {
        what: 'Ein Sprachmodell, das Bilder liest',
        means:
          'Ein Encoder macht aus dem Bild eine Eingabe; heraus kommt Text. Gemalt wird nichts.',
        here: 'nicht auf dieser Seite',
      },
      {
        what: 'Ein Sprachmodell, das Bild-Tokens schreibt',
        means: 'Derselbe Mechanismus wie bei Text, mit Tokens, aus denen ein Decoder Pixel macht.',
        here: 'beinahe: das Bild Token für Token an Station 4, von einem Modell, das keinen Text schreibt',
      },
      {
        what: 'Ein Chat, der ein Bildmodell aufruft',
        means: 'Zwei Modelle, zwei Mechanismen, ein Fenster: eine Pipeline.',
        here: 'der Lauf oben',
      },
    ],
    name: 'Was als eines verkauft wird',
    is: 'Was es ist',
    here: 'Hier',
  },
};
