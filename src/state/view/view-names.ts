/** The views of the page, and how the address names them. */
export const VIEWS = ['watch', 'compare', 'models'] as const;
export type ViewName = (typeof VIEWS)[number];

const KEY = 'view';

/** The view that a query string asks for; what is unknown is the first. */
export function viewIn(search: string): ViewName {
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
