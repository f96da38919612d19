/** A picture, pixel by pixel. */
import type { pixels as en } from '../en/diffusion-pixels';
import type { Wide } from '../wide';
import { num } from './numbers';

export const pixels: Wide<typeof en> = {
  close: 'Schließen',
  legend: 'Was vom Schritt gezeigt wird',
  label: 'Pixel des Bildes',
  place: (column, row) => `Spalte ${num(column)}, Zeile ${num(row)}`,
  at: (place, values) => `${place}: ${values.join('; ')}`,
  channels: ['Rot', 'Grün', 'Blau'],
  keys: 'Zeigen Sie auf ein Pixel, oder bewegen Sie sich mit den Pfeiltasten, mit der Umschalttaste um 8. Die Werte sind die des Tensors, daneben das Byte auf dem Bildschirm.',
};
