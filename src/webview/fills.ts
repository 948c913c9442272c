// The fills of the bars from the colours of a theme. Pure: numbers in, CSS colours out.
import type { FillName } from './specs';

/** Red, green, blue from 0 to 255, and the opacity from 0 to 1. */
export type Rgba = readonly [number, number, number, number];

export type Pattern = 'none' | 'hatch' | 'dots' | 'cross';
export interface Fill {
  readonly color: string;
  /** Marks what colour alone must not say. */
  readonly pattern: Pattern;
  /** An outline for a fill that could be overlooked on the background. */
  readonly edge?: string;
}

export interface FillColors {
  readonly background: Rgba;
  readonly foreground: Rgba;
  readonly blue: Rgba;
  readonly red: Rgba;
  readonly yellow: Rgba;
  readonly green: Rgba;
  readonly highContrast: boolean;
}

/** What graphics need against what is beside them (WCAG 2.1, success criterion 1.4.11). */
export const leastContrast = 3;

/**
 * How each part of a bar is painted. Quiet parts stay quiet: where a fill has less than {@link leastContrast} against the background, an
 * outline of its own hue that just reaches it shows where the bar ends. High-contrast themes have their own outline around every bar.
 */
export function fillsOf(colors: FillColors): Readonly<Record<FillName, Fill>> {
  const { background, foreground, blue, red, yellow, green, highContrast } = colors;
  const fill = (hue: Rgba, share = 1, pattern: Pattern = 'none'): Fill => {
    const color = mixed(hue, background, share);
    const edge = highContrast ? undefined : edgeOf(color, hue, colors);
    return { color: css(color), pattern, ...(edge === undefined ? {} : { edge: css(edge) }) };
  };
  const marked: Pattern = highContrast ? 'cross' : 'none';
  return {
    assigned: fill(blue),
    free: fill(foreground, highContrast ? 0 : 0.16),
    over: fill(red, 1, 'hatch'),
    unknown: fill(foreground, 0.45, 'dots'),
    today: fill(blue),
    days30: fill(blue, 0.72),
    days90: fill(blue, 0.48),
    days365: fill(blue, 0.26),
    older: fill(yellow, 1, marked),
    never: fill(yellow, 1, 'hatch'),
    expired: fill(red, 1, 'hatch'),
    soon: fill(yellow, 1, marked),
    later: fill(blue),
    starts: fill(green, 1, 'dots'),
  };
}

/** The faintest outline that can be seen: of the fill's own hue where that is enough, else of the text's colour. */
function edgeOf(color: Rgba, hue: Rgba, { background, foreground }: FillColors): Rgba | undefined {
  if (contrast(color, background) >= leastContrast) return undefined;
  for (const ink of [hue, foreground]) {
    for (let share = 0.3; share <= 1.001; share += 0.02) {
      const edge = mixed(ink, background, share);
      if (contrast(edge, background) >= leastContrast) return edge;
    }
  }
  return foreground;
}

/** `share` of `color` over an opaque background, as an opaque colour of whole numbers, as a screen shows it. */
export function mixed([r, g, b, a]: Rgba, [r2, g2, b2]: Rgba, share: number): Rgba {
  const part = Math.min(1, a * share);
  const channel = (x: number, y: number): number => Math.round(x * part + y * (1 - part));
  return [channel(r, r2), channel(g, g2), channel(b, b2), 1];
}

/** The contrast of two opaque colours, from 1 to 21 (WCAG 2.1). */
export function contrast(a: Rgba, b: Rgba): number {
  const [light, dark] = [luminance(a), luminance(b)].sort((x, y) => y - x) as [number, number];
  return (light + 0.05) / (dark + 0.05);
}

function luminance([r, g, b]: Rgba): number {
  const linear = (value: number): number => {
    const part = value / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  };
  return 0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b);
}

/** As CSS writes it. */
export function css([r, g, b]: Rgba): string {
  return `rgb(${r}, ${g}, ${b})`;
}
