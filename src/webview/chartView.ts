// A chart on the page: draws itself again when its room, the theme or the data change, and is worked by mouse and keyboard.
import type { Chart } from 'chart.js';
import type { Disposable } from '../core/emitter';
import type { BarTarget } from '../core/series/seriesTypes';
import { drawChart, targetAt } from './barChart';
import { element } from './dom';
import type { BarSpec } from './specs';
import { readPalette, reducesMotion } from './theme';
import type { Words } from './words';

export interface ChartView extends Disposable {
  readonly root: HTMLElement;
  /** Shows another chart, or the same one with other data; `animate` when the administrator asked for another chart. */
  update(spec: BarSpec, words: Words, animate: boolean): void;
  /** Draws anew with the colours of now. */
  repaint(): void;
}

/** @param open what a click or Enter on a bar does. @param say speaks a row to screen readers. */
export function createChartView(open: (target: BarTarget) => void, say: (text: string) => void): ChartView {
  const canvas = element('canvas', { attributes: { role: 'img' } });
  const tip = element('div', { class: 'tip', attributes: { hidden: '', 'aria-hidden': 'true' } });
  const stage = element(
    'div',
    { class: 'stage', attributes: { tabindex: '0', role: 'application', 'aria-describedby': 'chart-hint' } },
    canvas,
    tip,
  );
  let current: { spec: BarSpec; words: Words } | undefined;
  let chart: Chart<'bar', (number | [number, number] | null)[]> | undefined;
  let active: number | undefined;
  let activeTarget: BarTarget | undefined;
  let width = 0;

  const draw = (animate: boolean): void => {
    chart?.destroy();
    chart = undefined;
    if (current === undefined || width < 40) return;
    const { spec, words } = current;
    stage.hidden = spec.rows.length === 0;
    if (spec.rows.length === 0) return;
    if (active !== undefined && active >= spec.rows.length) active = undefined;
    canvas.setAttribute('aria-label', spec.summary);
    stage.setAttribute('aria-label', spec.summary);
    chart = drawChart(canvas, spec, {
      palette: readPalette(),
      words,
      width,
      pixelRatio: window.devicePixelRatio,
      animate: animate && !reducesMotion(),
      active: () => active,
    });
    // For those who look at the page from outside, such as tests: what is drawn, in numbers.
    canvas.dataset['rows'] = String(spec.rows.length);
    canvas.dataset['chart'] = spec.chart;
  };

  const hideTip = (): void => {
    tip.hidden = true;
  };
  const showTip = (row: number, x: number, y: number): void => {
    const known = current?.spec.rows[row];
    if (known === undefined) return;
    tip.replaceChildren(
      element('strong', {}, known.label),
      ...known.tips.map(line => element('div', {}, line)),
    );
    tip.hidden = false;
    const box = stage.getBoundingClientRect();
    const left = Math.max(4, Math.min(x + 14, box.width - tip.offsetWidth - 4));
    const below = y + 18 + tip.offsetHeight < box.height;
    tip.style.transform = `translate(${Math.round(left)}px, ${Math.round(below ? y + 18 : Math.max(0, y - tip.offsetHeight - 10))}px)`;
  };
  const setActive = (row: number | undefined, target?: BarTarget): void => {
    activeTarget = target;
    if (row === active) return;
    active = row;
    chart?.draw();
  };

  const at = (event: PointerEvent | MouseEvent): ReturnType<typeof targetAt> => {
    if (chart === undefined || current === undefined) return undefined;
    const box = canvas.getBoundingClientRect();
    return targetAt(chart, current.spec, event.clientX - box.left, event.clientY - box.top);
  };
  stage.addEventListener('pointermove', event => {
    const hit = at(event);
    setActive(hit?.row, hit?.target);
    canvas.classList.toggle('over-bar', hit?.target !== undefined);
    if (hit === undefined) hideTip();
    else {
      const box = stage.getBoundingClientRect();
      showTip(hit.row, event.clientX - box.left, event.clientY - box.top);
    }
  });
  stage.addEventListener('pointerleave', () => {
    setActive(undefined);
    hideTip();
  });
  stage.addEventListener('blur', () => {
    setActive(undefined);
    hideTip();
  });
  stage.addEventListener('click', event => {
    const target = at(event)?.target;
    if (target !== undefined) open(target);
  });
  const moveTo = (row: number): void => {
    const known = current?.spec.rows[row];
    if (known === undefined || chart === undefined || current === undefined) return;
    setActive(row, known.target);
    const { top, bottom, left } = chart.chartArea;
    const height = (bottom - top) / current.spec.rows.length;
    showTip(row, left + 24, top + (row + 0.5) * height);
    say(`${known.label}: ${known.note}. ${known.tips.join('. ')}`);
    tip.scrollIntoView({ block: 'nearest' });
  };
  stage.addEventListener('keydown', event => {
    const last = (current?.spec.rows.length ?? 0) - 1;
    const moves: Readonly<Record<string, number>> = {
      ArrowDown: Math.min(last, (active ?? -1) + 1),
      ArrowUp: Math.max(0, (active ?? last + 1) - 1),
      Home: 0,
      End: last,
    };
    const next = moves[event.key];
    if (next !== undefined) {
      event.preventDefault();
      moveTo(next);
    } else if ((event.key === 'Enter' || event.key === ' ') && activeTarget !== undefined) {
      event.preventDefault();
      open(activeTarget);
    } else if (event.key === 'Escape') {
      setActive(undefined);
      hideTip();
    }
  });

  const sizes = new ResizeObserver(() => {
    const now = Math.floor(stage.clientWidth);
    if (now === width && chart !== undefined) return;
    width = now;
    draw(false);
  });
  sizes.observe(stage);

  return {
    root: stage,
    update(spec, words, animate) {
      const other = current?.spec.chart !== spec.chart || current.spec.caption !== spec.caption;
      if (other) {
        active = undefined;
        hideTip();
      }
      current = { spec, words };
      stage.hidden = spec.rows.length === 0;
      width = Math.floor(stage.clientWidth);
      draw(animate);
    },
    repaint: () => draw(false),
    dispose() {
      sizes.disconnect();
      chart?.destroy();
    },
  };
}
