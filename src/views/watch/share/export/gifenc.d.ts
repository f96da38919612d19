/** What is used of gifenc, which has no types of its own. Source: its README, version 1.0.3. */
declare module 'gifenc' {
  /** Colours as [r, g, b], bytes. */
  type Palette = [number, number, number][];

  export function quantize(rgba: Uint8Array | Uint8ClampedArray, maxColors: number): Palette;
  /** @returns the index of the nearest colour, one a pixel */
  export function applyPalette(
    rgba: Uint8Array | Uint8ClampedArray,
    palette: Palette,
  ): Uint8Array<ArrayBuffer>;
  export function GIFEncoder(): {
    /** @param options delay in milliseconds, written in hundredths of a second */
    writeFrame(
      indices: Uint8Array,
      width: number,
      height: number,
      options: { readonly palette: Palette; readonly delay: number },
    ): void;
    finish(): void;
    bytes(): Uint8Array<ArrayBuffer>;
  };
}
