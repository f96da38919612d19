/**
 * External data that is made when the runtime asks for it, so that the weights of a model are never
 * in memory as a whole beside the runtime's own copy. The runtime looks at a file's `byteLength` and
 * takes parts of it by `subarray`, in both of its builds (`mountExternalData` in
 * ort-wasm-simd-threaded.*.mjs); a part that cannot be made is noted, because one build drops the error.
 */
export class LazyBytes extends Uint8Array {
  /** What `make` threw last. */
  failure: unknown = null;

  /**
   * @param size bytes.
   * @param make the bytes `from`..`to`, `to` not included, each time they are asked for.
   */
  constructor(size: number, make: (from: number, to: number) => Uint8Array) {
    super(0);
    Object.defineProperties(this, {
      byteLength: { value: size },
      length: { value: size },
      subarray: {
        value: (from = 0, to = size) => {
          try {
            return make(from, to);
          } catch (cause) {
            this.failure = cause;
            throw cause;
          }
        },
      },
    });
  }
}

/** Why data could not be had while a session was opened; null where all could. */
export function failureOf(files: readonly { readonly data: Uint8Array }[]): unknown {
  for (const { data } of files) if (data instanceof LazyBytes && data.failure) return data.failure;
  return null;
}
