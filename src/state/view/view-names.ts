/** The views of the page, and how the address names them. */
export const VIEWS = ['watch', 'compare', 'models', 'learn'] as const;
export type ViewName = (typeof VIEWS)[number];

const KEY = 'view';

/**
 * The view that an address asks for; what is unknown is the first. A fragment that begins with a
 * view's name (`#learn/3`) is a place in it and counts before the query string.
 */
export function viewIn(search: string, hash = ''): ViewName {
  const [, place] = /^#([a-z]+)(?=\/|$)/.exec(hash) ?? [];
  const within = VIEWS.find((name) => name === place);
  if (within) return within;
  const asked = new URLSearchParams(search).get(KEY);
  return VIEWS.find((name) => name === asked) ?? 'watch';
}

/** The query string that leads to a view; everything else in it stays. */
export function searchOf(search: string, name: ViewName): string {
  const params = new URLSearchParams(search);
  if (name === 'watch') params.delete(KEY);
  else params.set(KEY, name);
  const text = params.toString();
  return text ? `?${text}` : '';
}
