import axe from 'axe-core';

/** What axe finds wrong with a part of the page, one line each: rule, element, reason. */
export async function violations(part: Element): Promise<string[]> {
  const { violations: found } = await axe.run(part, {
    // A component alone is no page: landmarks and headings belong to the shell.
    rules: { region: { enabled: false }, 'heading-order': { enabled: false } },
  });
  return found.flatMap(({ id, nodes }) =>
    nodes.map((node) => `${id}: ${node.html.slice(0, 120)}: ${node.failureSummary ?? ''}`),
  );
}

/** Every state must pass in both colour schemes. */
export function setTheme(theme: 'light' | 'dark'): void {
  document.documentElement.dataset.theme = theme;
}
