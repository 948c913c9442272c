// The step chart as a PNG: drawn anew on an opaque background in the colours of the theme, with title and legend.
import type { SimulationStrings } from '../shared/simulation';
import { drawSteps } from './stepChart';
import { drawMark, stepMarks } from './stepLegend';
import type { StepSpec } from './stepSpec';
import { readPalette } from './theme';

const width = 1200;
const chartHeight = 420;
const margin = 24;
const head = 96;
const pixelRatio = 2;

/** Bytes of a PNG, 1200 CSS pixels wide at twice the density. */
export async function stepPicture(
  spec: StepSpec,
  subtitle: string,
  s: SimulationStrings,
): Promise<Uint8Array> {
  const palette = readPalette();
  const inner = width - 2 * margin;
  const chartCanvas = document.createElement('canvas');
  const chart = drawSteps(chartCanvas, spec, {
    palette,
    language: s.language,
    width: inner,
    height: chartHeight,
    pixelRatio,
    active: () => undefined,
  });
  const height = head + chartHeight + margin;
  const canvas = document.createElement('canvas');
  canvas.width = width * pixelRatio;
  canvas.height = height * pixelRatio;
  const pen = canvas.getContext('2d');
  if (pen === null) throw new Error('This browser cannot draw on a canvas.');
  pen.scale(pixelRatio, pixelRatio);
  pen.fillStyle = palette.background;
  pen.fillRect(0, 0, width, height);
  pen.fillStyle = palette.foreground;
  pen.font = `600 18px ${palette.fontFamily}`;
  pen.fillText(spec.caption, margin, margin + 16, inner);
  pen.font = `12px ${palette.fontFamily}`;
  pen.fillStyle = palette.muted;
  pen.fillText(subtitle, margin, margin + 36, inner);
  let x = margin;
  for (const { kind, label } of stepMarks(spec, s)) {
    pen.save();
    pen.translate(x, margin + 50);
    drawMark(pen, kind, palette, pixelRatio);
    pen.restore();
    pen.fillStyle = palette.foreground;
    pen.fillText(label, x + 28, margin + 60);
    x += 28 + pen.measureText(label).width + 20;
  }
  pen.drawImage(chartCanvas, margin, head, inner, chartHeight);
  chart.destroy();
  const blob = await new Promise<Blob | null>(resolve => canvas.toBlob(resolve, 'image/png'));
  if (blob === null) throw new Error('The picture could not be made.');
  return new Uint8Array(await blob.arrayBuffer());
}
