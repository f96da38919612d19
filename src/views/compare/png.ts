/**
 * A part of the page as a PNG: what is laid out there is drawn again on a canvas, text with the
 * page's own fonts, plots shape by shape. The page's policy forbids the usual way (an SVG that
 * holds the page, loaded as an image). Knows text, borders, backgrounds and the shapes that plots
 * are made of, and nothing else; what can be operated (buttons, fields) is left out.
 */

/** Device pixels for each of the page's. */
const SCALE = 2;
const MARGIN = 28;
/** A phone's page is laid out this wide for the picture: tables there would be cut off. */
const WIDTH = 960;
const LEFT_OUT = 'button, input, select, textarea, label, .unseen, summary, [data-no-picture]';

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
  const box = root.getBoundingClientRect();
  const canvas = document.createElement('canvas');
  canvas.width = Math.ceil((box.width + 2 * MARGIN) * SCALE);
  canvas.height = Math.ceil((box.height + 2 * MARGIN) * SCALE);
  const context = canvas.getContext('2d');
  if (!context) throw new Error('This browser gives no canvas to draw on.');
  const paper = opaque(document.body) ?? opaque(document.documentElement) ?? '#ffffff';
  context.fillStyle = paper;
  context.fillRect(0, 0, canvas.width, canvas.height);
  const home = new DOMMatrix().scale(SCALE).translate(MARGIN - box.left, MARGIN - box.top);
  paint({ context, home, paper }, root);
  sign(context, box.width, box.height, getComputedStyle(root));
  return new Promise((resolve, reject) => {
    canvas.toBlob((blob) => {
      if (blob) resolve(blob);
      else reject(new Error('This browser could not make a picture of that size.'));
    }, 'image/png');
  });
}

interface Sheet {
  readonly context: CanvasRenderingContext2D;
  /** From the page's pixels to those of the canvas. */
  readonly home: DOMMatrix;
  /** The page's own colour: a box of it is seen through. */
  readonly paper: string;
}

function paint(sheet: Sheet, element: Element): void {
  if (element.matches(LEFT_OUT) || !element.checkVisibility()) return;
  const style = getComputedStyle(element);
  if (element instanceof SVGGeometryElement) shape(sheet, element, style);
  else if (!(element instanceof SVGElement)) frame(sheet, element, style);
  for (const node of element.childNodes) {
    if (node instanceof Element) paint(sheet, node);
    else if (node instanceof Text) letters(sheet, node, style);
  }
}

function opaque(element: Element): string | null {
  const { backgroundColor } = getComputedStyle(element);
  return /^transparent$|, 0\)$|\/ 0\)$/.test(backgroundColor) ? null : backgroundColor;
}

/** Background and borders of a box. */
function frame(
  { context, home, paper }: Sheet,
  element: Element,
  style: CSSStyleDeclaration,
): void {
  const { left, top, right, bottom, width, height } = element.getBoundingClientRect();
  context.setTransform(home);
  const background = opaque(element);
  if (background && background !== paper) {
    context.fillStyle = background;
    context.fillRect(left, top, width, height);
  }
  const sides = [
    ['top', left, top, width, 0],
    ['bottom', left, bottom, width, 0],
    ['left', left, top, 0, height],
    ['right', right, top, 0, height],
  ] as const;
  for (const [side, x, y, w, h] of sides) {
    const thick = parseFloat(style.getPropertyValue(`border-${side}-width`));
    if (!thick || style.getPropertyValue(`border-${side}-style`) === 'none') continue;
    context.fillStyle = style.getPropertyValue(`border-${side}-color`);
    context.fillRect(
      side === 'right' ? x - thick : x,
      side === 'bottom' ? y - thick : y,
      w || thick,
      h || thick,
    );
  }
}

/** A line, path, bar or dot of a plot. */
function shape(
  { context, home }: Sheet,
  element: SVGGeometryElement,
  style: CSSStyleDeclaration,
): void {
  const place = element.getScreenCTM();
  const path = outline(element);
  if (!place || !path) return;
  context.setTransform(home.multiply(place));
  const alpha = parseFloat(style.opacity);
  if (style.fill !== 'none') {
    context.globalAlpha = alpha * parseFloat(style.fillOpacity);
    context.fillStyle = style.fill;
    context.fill(path);
  }
  if (style.stroke !== 'none') {
    context.globalAlpha = alpha * parseFloat(style.strokeOpacity);
    context.strokeStyle = style.stroke;
    context.lineWidth = parseFloat(style.strokeWidth);
    context.lineJoin = 'round';
    context.setLineDash(
      style.strokeDasharray === 'none' ? [] : style.strokeDasharray.split(/[ ,]+/).map(parseFloat),
    );
    context.stroke(path);
    context.setLineDash([]);
  }
  context.globalAlpha = 1;
}

function outline(element: SVGGeometryElement): Path2D | null {
  if (element instanceof SVGPathElement) return new Path2D(element.getAttribute('d') ?? '');
  const path = new Path2D();
  if (element instanceof SVGLineElement) {
    path.moveTo(element.x1.baseVal.value, element.y1.baseVal.value);
    path.lineTo(element.x2.baseVal.value, element.y2.baseVal.value);
    return path;
  }
  if (element instanceof SVGRectElement) {
    const { x, y, width, height } = element;
    path.rect(x.baseVal.value, y.baseVal.value, width.baseVal.value, height.baseVal.value);
    return path;
  }
  if (element instanceof SVGCircleElement) {
    const { cx, cy, r } = element;
    path.arc(cx.baseVal.value, cy.baseVal.value, r.baseVal.value, 0, 2 * Math.PI);
    return path;
  }
  return null;
}

/** Each letter where the page has it: alignment, wrapping and figures in columns stay as they are. */
function letters({ context, home }: Sheet, node: Text, style: CSSStyleDeclaration): void {
  if (!node.data.trim() || style.visibility === 'hidden') return;
  const inPlot = node.parentElement instanceof SVGElement;
  context.setTransform(home);
  context.font = `${style.fontStyle} ${style.fontWeight} ${style.fontSize} ${style.fontFamily}`;
  context.textBaseline = 'alphabetic';
  context.fillStyle = inPlot ? style.fill : style.color;
  const halo = inPlot && style.stroke !== 'none';
  const struck = !inPlot && node.parentElement?.closest('s');
  const ascent = context.measureText('x').fontBoundingBoxAscent;
  const places = placesOf(node, context);
  if (halo) {
    context.strokeStyle = style.stroke;
    context.lineWidth = parseFloat(style.strokeWidth);
    context.lineJoin = 'round';
    for (const { letter, x, top } of places) context.strokeText(letter, x, top + ascent);
  }
  for (const { letter, x, left, top, width, height } of places) {
    context.fillText(letter, x, top + ascent);
    if (struck) context.fillRect(left, top + height * 0.55, width, 1.2);
  }
}

/** Where each letter stands; figures of equal width are drawn in the middle of their place. */
function placesOf(node: Text, context: CanvasRenderingContext2D) {
  const range = document.createRange();
  let at = 0;
  return [...node.data].flatMap((letter) => {
    range.setStart(node, at);
    range.setEnd(node, (at += letter.length));
    const { left, top, width, height } = range.getBoundingClientRect();
    if (!width || !letter.trim()) return [];
    const x = left + (width - context.measureText(letter).width) / 2;
    return { letter, x, left, top, width, height };
  });
}

/** Where the picture comes from: it travels without its page. */
function sign(
  context: CanvasRenderingContext2D,
  width: number,
  height: number,
  { fontFamily, color }: CSSStyleDeclaration,
): void {
  context.setTransform(new DOMMatrix().scale(SCALE));
  context.font = `600 13px ${fontFamily}`;
  context.fillStyle = color;
  context.textAlign = 'right';
  context.fillText('Decode & Denoise', width + MARGIN, height + MARGIN + 18);
  context.textAlign = 'left';
}
