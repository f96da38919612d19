/** Many runs at once, and runs side by side. */
import type { many as en } from '../en/many';
import type { Wide } from '../wide';
import { num, plural } from './numbers';

export const many: Wide<typeof en> = {
  differs: 'Was sich unterscheidet',
  runs: 'Läufe',
  start: 'Alle starten',
  diversity: {
    picture: (count, mean, pairs) =>
      `Vielfalt der ${num(count)} Bilder: ${mean}, der mittlere Unterschied über ${plural(pairs, 'Paar', 'Paare')}. 0 heißt alle gleich, 1 heißt Schwarz gegen Weiß.`,
    text: (count, mean, pairs) =>
      `Vielfalt der ${num(count)} Texte: ${mean}, der mittlere Anteil der Wörter, die nur einer von zweien hat, über ${plural(pairs, 'Paar', 'Paare')}.`,
  },
  cells: {
    prompt: (prompt) => `„${prompt}“`,
    stopped: 'angehalten',
    waiting: 'wartet',
  },
};
