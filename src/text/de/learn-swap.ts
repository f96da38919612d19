/** Stop 4 of the tour: what is made and how it is made are two choices. */
import type { learnSwap as en } from '../en/learn-swap';
import type { Wide } from '../wide';

export const learnSwap: Wide<typeof en> = {
  name: 'Vertauscht',
  title: 'Muss Text Wort für Wort entstehen und ein Bild auf einmal?',
  lead: [
    'Nein. Was entsteht und wie es entsteht, sind zwei Entscheidungen, also gibt es vier Kombinationen. Auch Text kann auf einmal entstehen, aus Lücken, die an beliebiger Stelle gefüllt werden; auch ein Bild kann Token für Token geschrieben werden, wie ein Text.',
    'Lassen Sie laufen, was hier ist, und raten Sie: Welches davon kann etwas noch ändern, das es schon erzeugt hat?',
  ],
  sentence:
    'Die Modalität legt den Mechanismus nicht fest: Nacheinander behält, was es hat, und kann es nicht ausbessern; alles zugleich bleibt bis zum Ende offen und kann es.',
  step: 'Eine Uhr für beide. Achten Sie darauf, was feststeht: links von links nach rechts, rechts überall.',
  number:
    'Durchläufe: auf der einen Seite so viele wie Tokens, auf der anderen so viele, wie Sie verlangen.',
  words: [
    {
      term: 'Modalität',
      means: 'die Art dessen, was entsteht: Text, Bild, Ton, Video.',
    },
    { term: 'Mechanismus', means: 'die Art, wie es entsteht.' },
    {
      term: 'Masked Diffusion',
      means:
        'Text als Lücken, die in mehreren Durchläufen in beliebiger Reihenfolge gefüllt werden; manche Modelle dürfen ein Wort auch wieder zur Lücke machen.',
    },
    {
      term: 'Bild-Token',
      means:
        'eine Zahl, die für einen kleinen Ausschnitt eines Bildes steht; ein Decoder macht aus einem Raster davon Pixel.',
    },
  ],
  sources: [
    { what: 'Die Läufe oben: Modelle dieser Seite.' },
    {
      what: 'Bilder Token für Token: Ramesh u. a. 2021',
      href: 'https://arxiv.org/abs/2102.12092',
    },
    { what: 'Text aus Lücken: Sahoo u. a. 2024', href: 'https://arxiv.org/abs/2406.07524' },
    {
      what: 'Dasselbe in der Größe eines Chat-Modells: Nie u. a. 2025',
      href: 'https://arxiv.org/abs/2502.09992',
    },
  ],

  ask: 'Welcher der Läufe wird etwas ändern, das er auf halbem Weg schon erzeugt hatte?',
  options: {
    order: 'Der, der eins nach dem anderen erzeugt',
    once: 'Der, der alles zugleich erzeugt',
    both: 'Beide',
    none: 'Keiner',
  },
  rows: { text: 'Text', picture: 'Bild' },
  columns: { order: 'Eins nach dem anderen', once: 'Alles zugleich, viele Male' },
  corner: 'Was entsteht, und wie',
  changed: (share) => `${share} dessen, was auf halbem Weg dastand, wurde später geändert`,
  missing: {
    notRun: 'Hier ausführen',
    textOnce: {
      title: 'Noch nicht auf dieser Seite',
      what: 'Lücken, wo die Wörter stehen werden. Jeder Durchlauf sieht alle an und füllt die, bei denen er am sichersten ist, wo immer sie stehen; manche Modelle nehmen ein Wort zurück. Die Zahl der Durchläufe ist wählbar, und die Zahl der Lücken muss es sein.',
    },
    pictureOrder: {
      title: 'Noch nicht auf dieser Seite',
      what: 'Ein kleiner Code für jeden Ausschnitt des Bildes, Zeile für Zeile geschrieben wie Wörter, jeder abhängig von allen davor. Ein früher Fehler bleibt. Ein Decoder macht daraus Pixel.',
    },
  },
  parts: {
    textOrder: 'Text, eins nach dem anderen',
    textOnce: 'Text, alles zugleich',
    pictureOnce: 'Bild, alles zugleich',
    pictureOrder: 'Bild, eins nach dem anderen',
  },
};
