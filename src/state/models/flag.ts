/**
 * Set while there are models of a hub, or kept files, on this device: only then does a page that
 * nobody asked for a model load what knows them.
 */
export const FLAG = 'decode-and-denoise:models';

export function hasModels(): boolean {
  try {
    return localStorage.getItem(FLAG) !== null;
  } catch {
    return false;
  }
}
