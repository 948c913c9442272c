// Colours of the running VS Code theme, read from its CSS variables and read again when they change.
import type { Disposable } from '../core/emitter';
import { css, fillsOf, mixed } from './fills';
import type { Fill, Rgba } from './fills';
import type { FillName } from './specs';

export interface Palette {
  readonly background: string;
  readonly foreground: string;
  readonly muted: string;
  readonly grid: string;
  readonly error: string;
  readonly focus: string;
  readonly hover: string;
  /** Set in high-contrast themes alone: every bar then has an outline. */
  readonly outline: string | undefined;
  readonly tooltip: { readonly background: string; readonly foreground: string; readonly border: string };
  readonly fills: Readonly<Record<FillName, Fill>>;
  readonly fontFamily: string;
  readonly fontSize: number;
}

/** Reads the palette of now from the page's body. */
export function readPalette(): Palette {
  const style = getComputedStyle(document.body);
  const read = (name: string): string => style.getPropertyValue(`--vscode-${name}`).trim();
  const first = (fallback: string, ...names: readonly string[]): string =>
    names.map(read).find(value => value !== '') ?? fallback;
  const highContrast =
    document.body.classList.contains('vscode-high-contrast') ||
    document.body.classList.contains('vscode-high-contrast-light');
  const light =
    document.body.classList.contains('vscode-light') ||
    document.body.classList.contains('vscode-high-contrast-light');
  const background = first(light ? '#ffffff' : '#1e1e1e', 'editor-background');
  const foreground = first(light ? '#333333' : '#cccccc', 'foreground', 'editor-foreground');
  const over = (color: string, share: number): string => css(mixed(rgba(color), rgba(background), share));
  const blue = first('#3794ff', 'charts-blue');
  const red = first('#f14c4c', 'charts-red', 'errorForeground');
  const yellow = first('#cca700', 'charts-yellow', 'charts-orange');
  const green = first('#89d185', 'charts-green');
  return {
    background,
    foreground,
    muted: highContrast ? foreground : first(over(foreground, 0.75), 'descriptionForeground'),
    grid: over(foreground, highContrast ? 0.4 : 0.14),
    error: highContrast ? foreground : first(red, 'editorError-foreground', 'errorForeground'),
    focus: first(blue, 'focusBorder'),
    hover: highContrast ? over(foreground, 0.15) : first(over(foreground, 0.08), 'list-hoverBackground'),
    outline: highContrast ? first(foreground, 'contrastBorder') : undefined,
    tooltip: {
      background: first(background, 'editorHoverWidget-background', 'editorWidget-background'),
      foreground: first(foreground, 'editorHoverWidget-foreground', 'editorWidget-foreground'),
      border: first(foreground, 'contrastBorder', 'editorHoverWidget-border', 'editorWidget-border'),
    },
    fills: fillsOf({
      background: rgba(background),
      foreground: rgba(foreground),
      blue: rgba(blue),
      red: rgba(red),
      yellow: rgba(yellow),
      green: rgba(green),
      highContrast,
    }),
    fontFamily: first('sans-serif', 'font-family'),
    fontSize: Number.parseFloat(first('13px', 'font-size')) || 13,
  };
}

/** Calls back after the theme changed; changes that come together are told once. */
export function watchTheme(changed: () => void): Disposable {
  let frame = 0;
  const observer = new MutationObserver(() => {
    cancelAnimationFrame(frame);
    frame = requestAnimationFrame(changed);
  });
  const watched = { attributes: true, attributeFilter: ['class', 'style', 'data-vscode-theme-id'] };
  observer.observe(document.body, watched);
  // VS Code writes the variables into the style of the root element.
  observer.observe(document.documentElement, watched);
  return {
    dispose: () => {
      observer.disconnect();
      cancelAnimationFrame(frame);
    },
  };
}

/** Whether the administrator asked for less motion, of the system or of VS Code. */
export function reducesMotion(): boolean {
  return (
    document.body.classList.contains('vscode-reduce-motion') ||
    matchMedia('(prefers-reduced-motion: reduce)').matches
  );
}

/** What a canvas is filled with. The tile is drawn in device pixels, so that the lines stay sharp. */
export function paint(
  context: CanvasRenderingContext2D,
  fill: Fill,
  background: string,
  pixelRatio: number,
): string | CanvasPattern {
  if (fill.pattern === 'none') return fill.color;
  const size = Math.round(8 * pixelRatio);
  const tile = document.createElement('canvas');
  tile.width = size;
  tile.height = size;
  const pen = tile.getContext('2d');
  if (pen === null) return fill.color;
  pen.fillStyle = css(mixed(rgba(fill.color), rgba(background), 0.3));
  pen.fillRect(0, 0, size, size);
  pen.strokeStyle = fill.color;
  pen.fillStyle = fill.color;
  pen.lineWidth = size / 3.2;
  pen.beginPath();
  switch (fill.pattern) {
    case 'dots':
      pen.arc(size / 2, size / 2, size / 5, 0, Math.PI * 2);
      pen.fill();
      break;
    case 'cross':
      pen.lineWidth = size / 5;
      pen.moveTo(0, size);
      pen.lineTo(size, 0);
      pen.moveTo(0, 0);
      pen.lineTo(size, size);
      pen.stroke();
      break;
    case 'hatch':
      // Three strokes, so that the line goes on over the corners of the tile.
      for (const shift of [-size, 0, size]) {
        pen.moveTo(shift - 2, size + 2);
        pen.lineTo(shift + size + 2, -2);
      }
      pen.stroke();
      break;
  }
  const pattern = context.createPattern(tile, 'repeat');
  pattern?.setTransform(new DOMMatrix().scale(1 / pixelRatio));
  return pattern ?? fill.color;
}

let probe: CanvasRenderingContext2D | null | undefined;

/** Any CSS colour as numbers, by painting one pixel with it: themes may use every notation. */
function rgba(color: string): Rgba {
  if (probe === undefined) {
    const canvas = document.createElement('canvas');
    canvas.width = 1;
    canvas.height = 1;
    probe = canvas.getContext('2d', { willReadFrequently: true });
  }
  if (probe === null) return [128, 128, 128, 1];
  probe.clearRect(0, 0, 1, 1);
  probe.fillStyle = color;
  probe.fillRect(0, 0, 1, 1);
  const [r = 0, g = 0, b = 0, a = 255] = probe.getImageData(0, 0, 1, 1).data;
  return [r, g, b, a / 255];
}
