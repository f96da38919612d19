/** WebAssembly text, assembled when the page is built (vite.config.ts). */
declare module '*.wat' {
  const bytes: Uint8Array<ArrayBuffer>;
  export default bytes;
}
