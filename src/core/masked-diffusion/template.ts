/**
 * A text with gaps, as a person types it: "a small ___ that ___". Each `_` stands for one token. A
 * template that ends in a gap goes on for as long as the model likes; any other ends where it ends.
 */

type TemplatePart =
  | { readonly kind: 'words'; readonly text: string }
  | { readonly kind: 'gap'; readonly tokens: number };

export interface Template {
  readonly parts: readonly TemplatePart[];
  /** The model decides where the text ends. */
  readonly open: boolean;
}

export function parseTemplate(template: string): Template {
  const parts = template
    .trim()
    .split(/(_+)/)
    .filter((part) => part.trim() !== '')
    .map((part): TemplatePart =>
      part.startsWith('_')
        ? { kind: 'gap', tokens: part.length }
        : { kind: 'words', text: part.trim() },
    );
  const last = parts.at(-1);
  return { parts, open: !last || last.kind === 'gap' };
}
