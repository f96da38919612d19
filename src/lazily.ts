/** Something that is fetched when it is first asked for, once. */
export interface Lazy<T> {
  /** A failure is not kept: asked again, it is fetched again. */
  readonly get: () => Promise<T>;
  /** Null until it is there. */
  readonly now: T | null;
}

export function lazily<T>(fetch: () => Promise<T>): Lazy<T> {
  let now: T | null = null;
  let coming: Promise<T> | null = null;
  const get = () =>
    (coming ??= fetch().then(
      (value) => (now = value),
      (cause: unknown) => {
        coming = null;
        throw cause;
      },
    ));
  return {
    get,
    get now() {
      return now;
    },
  };
}
