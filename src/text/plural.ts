/**
 * A number and what it counts: "1 token", "2,048 tokens". For English; a language with other forms
 * brings its own, as each sentence of the catalogue that counts is a function of its language.
 * @param many where it is not `one` with an s
 */
export function plural(n: number, one: string, many = `${one}s`): string {
  return `${counted(n)} ${n === 1 ? one : many}`;
}

/** A number as it stands in a sentence: "2,048". */
export function counted(n: number): string {
  // Formatting by locale is slow, and some sentences are said anew in every frame.
  return n < 1000 ? String(n) : n.toLocaleString('en');
}
