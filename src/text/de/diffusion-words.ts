/** Where a picture looks at the words of its prompt. */
import type { words as en } from '../en/diffusion-words';
import type { Wide } from '../wide';
import { num } from './numbers';

export const words: Wide<typeof en> = {
  map: (word) => `Wo das Bild auf „${word}“ schaut`,
  means: (step, side, own, marks, most) =>
    `Schritt ${num(step)}. Worauf die ${num(side)} × ${num(side)} Stellen des Bildes schauen, ist im Mittel zu ${own} das Bild selbst, zu ${marks} die Marken um den Prompt; der Rest sind seine Wörter, höchstens ${most} für ein Wort an einer Stelle. Alle Wörter auf einer Skala; Mittel über Köpfe und Schichten.`,
  ask: (step) =>
    `Das Netz schaut in jedem Schritt auf die Wörter, aber ein Lauf speichert nicht, wohin. Um es zu sehen, wird nur Schritt ${num(step)} noch einmal gerechnet: ein Durchlauf.`,
  look: (step) => `Schritt ${num(step)} ansehen`,
  looking: 'Wird gerechnet …',
};
