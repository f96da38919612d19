/** A word's share of attention over a picture, as pixels. */
import { sideOf } from '../../../core/image';

/** Vermilion, as the picture lane's own colour: the same on light and dark, as pictures are. */
const HOT = [214, 70, 20] as const;

/**
 * The picture in grey, coloured where a place looks at the word.
 * @param picture [3, side, side], -1..1.
 * @param share [places a side squared].
 * @param most the share that is coloured fully.
 * @returns null where the picture is none, or the places do not divide it.
 */
export function heatOf(picture: Float32Array, share: Float32Array, most: number): ImageData | null {
  const side = sideOf(picture);
  const places = Math.round(Math.sqrt(share.length));
  if (!side || !places || side % places || places * places !== share.length) return null;
  const plane = side * side;
  const cell = side / places;
  const image = new ImageData(side, side);
  for (let row = 0; row < side; row++)
    for (let column = 0; column < side; column++) {
      const k = row * side + column;
      const value = (c: number) => picture[c * plane + k] as number;
      const light = 0.299 * value(0) + 0.587 * value(1) + 0.114 * value(2);
      // Pale, so that dark parts take colour too.
      const grey = 110 + 145 * Math.min(1, Math.max(0, (light + 1) / 2));
      const place = Math.floor(row / cell) * places + Math.floor(column / cell);
      const heat = most > 0 ? Math.min(1, Math.max(0, (share[place] as number) / most)) : 0;
      for (let c = 0; c < 3; c++)
        image.data[k * 4 + c] = grey + 0.85 * heat * ((HOT[c] as number) - grey);
      image.data[k * 4 + 3] = 255;
    }
  return image;
}
