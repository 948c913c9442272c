import assert from 'node:assert/strict';
import fc from 'fast-check';
import { contrast, fillsOf, leastContrast, mixed } from '../../../src/webview/fills';
import type { Fill, FillColors, Rgba } from '../../../src/webview/fills';

const hex = (text: string): Rgba => [
  Number.parseInt(text.slice(1, 3), 16),
  Number.parseInt(text.slice(3, 5), 16),
  Number.parseInt(text.slice(5, 7), 16),
  1,
];
const theme = (
  background: string,
  foreground: string,
  [blue, red, yellow, green]: readonly [string, string, string, string],
): FillColors => ({
  background: hex(background),
  foreground: hex(foreground),
  blue: hex(blue),
  red: hex(red),
  yellow: hex(yellow),
  green: hex(green),
  highContrast: false,
});
/** `charts.*` of VS Code itself, which most themes leave alone. */
const onDark = ['#3794ff', '#f14c4c', '#cca700', '#89d185'] as const;
const onLight = ['#1a85ff', '#e51400', '#bf8803', '#388a34'] as const;
const themes = {
  'Dark Modern': theme('#1f1f1f', '#cccccc', onDark),
  'Dark (Visual Studio)': theme('#1e1e1e', '#cccccc', onDark),
  'Solarized Dark': theme('#002b36', '#839496', onDark),
  'Light Modern': theme('#ffffff', '#3b3b3b', onLight),
  'Light (Visual Studio)': theme('#ffffff', '#616161', onLight),
  'Solarized Light': theme('#fdf6e3', '#616161', onLight),
};

const numbers = (text: string): Rgba => {
  const [r = 0, g = 0, b = 0] = (/\d+, \d+, \d+/.exec(text)?.[0] ?? '').split(', ').map(Number);
  return [r, g, b, 1];
};
/** What shows where a bar ends: its outline, or the bar itself. */
const seen = (fill: Fill, { background }: FillColors): number =>
  contrast(numbers(fill.edge ?? fill.color), background);

describe('contrast', () => {
  it('is that of WCAG: black on white, a grey that just passes', () => {
    assert.equal(contrast(hex('#000000'), hex('#ffffff')), 21);
    assert.equal(contrast(hex('#ffffff'), hex('#000000')), 21);
    assert.equal(contrast(hex('#949494'), hex('#ffffff')).toFixed(2), '3.03');
    assert.deepEqual(mixed([255, 0, 0, 0.5], hex('#0000ff'), 1), [128, 0, 128, 1]);
  });
});

describe('the parts of a bar', () => {
  for (const [name, colors] of Object.entries(themes)) {
    it(`can be told from the background in ${name}`, () => {
      for (const [part, fill] of Object.entries(fillsOf(colors)))
        assert.ok(seen(fill, colors) >= leastContrast, `${part}: ${seen(fill, colors).toFixed(2)}`);
    });

    it(`leave what is free quieter than what is assigned in ${name}`, () => {
      const { free, assigned, days365, today } = fillsOf(colors);
      assert.ok(contrast(numbers(free.color), colors.background) < 2, 'a quiet fill');
      assert.ok(seen(free, colors) < 3.3, 'and no more outline than it takes');
      assert.ok(seen(days365, colors) < 3.3);
      assert.equal(assigned.color, today.color);
    });
  }

  it('can be told in any theme whose text can be read', () => {
    const channel = fc.integer({ min: 0, max: 255 });
    const color = fc.tuple(channel, channel, channel, fc.constant(1));
    fc.assert(
      fc.property(
        fc.tuple(color, color, color, color, color, color),
        ([background, foreground, blue, red, yellow, green]) => {
          fc.pre(contrast(background, foreground) >= 4.5);
          const colors = { background, foreground, blue, red, yellow, green, highContrast: false };
          return Object.values(fillsOf(colors)).every(fill => seen(fill, colors) >= leastContrast);
        },
      ),
    );
  });

  it('have the outline of the theme alone in high contrast', () => {
    const fills = fillsOf({ ...themes['Dark Modern'], highContrast: true });
    assert.ok(Object.values(fills).every(fill => fill.edge === undefined));
    assert.equal(fills.free.color, 'rgb(31, 31, 31)');
  });
});
