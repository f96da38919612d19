/**
 * The plots of a result as one PNG: each plot's own SVG with the colours and fonts that it has on
 * the page, below what it is called. Tables stay with the page: files and links carry the numbers.
 */

import { text } from '../../text/compare';

/** Device pixels for each of the page's. */
const SCALE = 2;
const MARGIN = 28;
const LINE = 22;
/** A phone's page is laid out this wide for the picture: plots there would be small. */
const WIDTH = 960;
/** What a plot looks like; on the page it comes from the style sheet. */
const STYLES = [
  ...['fill', 'fill-opacity', 'stroke', 'stroke-opacity', 'stroke-width', 'stroke-dasharray'],
  ...['stroke-linejoin', 'paint-order', 'opacity', 'font-size', 'font-weight', 'text-anchor'],
];

/** @throws Error where the browser gives no picture (no memory for a canvas of that size) */
export async function pictureOf(root: HTMLElement): Promise<Blob> {
  const { inlineSize } = root.style;
  const narrow = root.clientWidth < WIDTH;
  if (narrow) {
    root.style.inlineSize = `${WIDTH}px`;
    // Until the plots have seen it and are drawn anew.
    for (let i = 0; i < 4; i++) await new Promise(requestAnimationFrame);
  }
  try {
    await document.fonts.ready;
    return await draw(root);
  } finally {
    if (narrow) root.style.inlineSize = inlineSize;
  }
}

async function draw(root: HTMLElement): Promise<Blob> {
  const plots = [...root.querySelectorAll<SVGSVGElement>('svg[role=img]')];
  const images = await Promise.all(plots.map(imageOf));
  const heading = root.querySelector('h2')?.textContent?.replace(/\s+/g, ' ').trim() ?? '';
  const canvas = document.createElement('canvas');
  const context = canvas.getContext('2d');
  if (!context) throw new Error(text.picture.noCanvas);
  const { fontFamily, color } = getComputedStyle(root);
  const heights = plots.map((plot) => plot.getBoundingClientRect().height + 2 * LINE);
  const height = heights.reduce((sum, each) => sum + each, 0) + 2 * LINE;
  canvas.width = (root.clientWidth + 2 * MARGIN) * SCALE;
  canvas.height = Math.ceil((height + 2 * MARGIN) * SCALE);
  context.scale(SCALE, SCALE);
  context.fillStyle = getComputedStyle(document.body).backgroundColor;
  context.fillRect(0, 0, canvas.width, canvas.height);
  const write = (line: string, y: number, size: number, ink: string) => {
    context.font = `600 ${size}px ${fontFamily}`;
    context.fillStyle = ink;
    context.fillText(line, MARGIN, y);
  };
  // Where it comes from: it travels without its page.
  write(text.picture.title(heading), MARGIN + LINE / 2, 17, color);
  let top = MARGIN + 2 * LINE;
  plots.forEach((plot, i) => {
    const title = titleOf(plot);
    if (title) write(title.text, top, 15, title.ink);
    context.drawImage(images[i] as HTMLImageElement, MARGIN, top + LINE / 2);
    top += heights[i] ?? 0;
  });
  return new Promise((resolve, reject) => {
    canvas.toBlob((blob) => {
      if (blob) resolve(blob);
      else reject(new Error(text.picture.tooLarge));
    }, 'image/png');
  });
}

/** The nearest heading above a plot, in its colour. */
function titleOf(plot: Element): { text: string; ink: string } | null {
  for (let around = plot.parentElement; around; around = around.parentElement) {
    const heading = around.querySelector('h2, h3');
    if (!heading) continue;
    const words = heading.textContent?.replace(/\s+/g, ' ').trim() ?? '';
    return { text: words, ink: getComputedStyle(heading).color };
  }
  return null;
}

async function imageOf(plot: SVGSVGElement): Promise<HTMLImageElement> {
  const copy = plot.cloneNode(true) as SVGSVGElement;
  const copies = [copy, ...copy.querySelectorAll('*')];
  [plot, ...plot.querySelectorAll('*')].forEach((element, i) => {
    const style = getComputedStyle(element);
    for (const name of STYLES) copies[i]?.setAttribute(name, style.getPropertyValue(name));
  });
  const { width, height } = plot.getBoundingClientRect();
  copy.setAttribute('width', String(width));
  copy.setAttribute('height', String(height));
  // A picture of its own has none of the page's fonts.
  copy.setAttribute('font-family', 'system-ui, sans-serif');
  const source = new XMLSerializer().serializeToString(copy);
  const url = URL.createObjectURL(new Blob([source], { type: 'image/svg+xml' }));
  try {
    const image = new Image();
    image.src = url;
    await image.decode();
    return image;
  } finally {
    URL.revokeObjectURL(url);
  }
}
