// The chart as a PNG: drawn anew on an opaque background in the colours of the theme, with title, legend and date.
import { utcDateTime } from '../core/format';
import { chartLayout, drawChart } from './barChart';
import { usedSegments } from './specs';
import type { BarSpec } from './specs';
import { paint, readPalette } from './theme';
import type { Words } from './words';

const width = 1200;
const margin = 24;
const pixelRatio = 2;

/** Bytes of a PNG, 1200 CSS pixels wide at twice the density. */
export async function pictureOf(
  spec: BarSpec,
  subtitle: string,
  now: number,
  words: Words,
): Promise<Uint8Array> {
  const palette = readPalette();
  const inner = width - 2 * margin;
  const { height } = chartLayout(spec, { palette, width: inner });
  const chartCanvas = document.createElement('canvas');
  const chart = drawChart(chartCanvas, spec, {
    palette,
    words,
    width: inner,
    pixelRatio,
    animate: false,
    active: () => undefined,
  });
  const head = 96;
  const canvas = document.createElement('canvas');
  canvas.width = width * pixelRatio;
  canvas.height = Math.round((head + height + margin) * pixelRatio);
  const pen = canvas.getContext('2d');
  if (pen === null) throw new Error('This browser cannot draw on a canvas.');
  pen.scale(pixelRatio, pixelRatio);
  pen.fillStyle = palette.background;
  pen.fillRect(0, 0, width, head + height + margin);
  pen.textBaseline = 'alphabetic';
  pen.fillStyle = palette.foreground;
  pen.font = `600 18px ${palette.fontFamily}`;
  pen.fillText(spec.caption, margin, margin + 16, inner);
  pen.font = `12px ${palette.fontFamily}`;
  pen.fillStyle = palette.muted;
  pen.fillText(`${subtitle} · ${utcDateTime(now)}`, margin, margin + 36, inner);
  let x = margin;
  for (const index of usedSegments(spec)) {
    const segment = spec.segments[index];
    if (segment === undefined) continue;
    pen.fillStyle = paint(pen, palette.fills[segment.fill], palette.background, pixelRatio);
    pen.fillRect(x, margin + 50, 12, 12);
    pen.strokeStyle = palette.outline ?? palette.grid;
    pen.strokeRect(x + 0.5, margin + 50.5, 11, 11);
    pen.fillStyle = palette.foreground;
    pen.fillText(segment.label, x + 18, margin + 60);
    x += 18 + pen.measureText(segment.label).width + 20;
  }
  pen.drawImage(chartCanvas, margin, head, inner, height);
  chart.destroy();
  const blob = await new Promise<Blob | null>(resolve => canvas.toBlob(resolve, 'image/png'));
  if (blob === null) throw new Error('The picture could not be made.');
  return new Uint8Array(await blob.arrayBuffer());
}
