// The step chart on the page: draws itself again when its room, the theme or the data change, and is walked by mouse and keyboard.
import type { Disposable } from '../core/emitter';
import { element } from './dom';
import { drawSteps } from './stepChart';
import type { StepChart } from './stepChart';
import { stepAt } from './stepSpec';
import type { StepSpec } from './stepSpec';
import { readPalette } from './theme';

export interface StepView extends Disposable {
  readonly root: HTMLElement;
  update(spec: StepSpec, language: string): void;
  /** Draws anew with the colours of now. */
  repaint(): void;
}

/** CSS pixels. */
export const stepChartHeight = 300;

/** @param say speaks a step to screen readers. */
export function createStepView(say: (text: string) => void): StepView {
  const canvas = element('canvas', { attributes: { role: 'img' } });
  const tip = element('div', { class: 'tip', attributes: { hidden: '', 'aria-hidden': 'true' } });
  const stage = element(
    'div',
    {
      class: 'stage steps',
      attributes: { tabindex: '0', role: 'application', 'aria-describedby': 'chart-hint' },
    },
    canvas,
    tip,
  );
  let current: { readonly spec: StepSpec; readonly language: string } | undefined;
  let chart: StepChart | undefined;
  let active: number | undefined;
  let width = 0;

  const draw = (): void => {
    chart?.destroy();
    chart = undefined;
    if (current === undefined || width < 40) return;
    const { spec, language } = current;
    if (active !== undefined && active >= spec.steps.length) active = undefined;
    canvas.setAttribute('aria-label', spec.summary);
    stage.setAttribute('aria-label', spec.summary);
    chart = drawSteps(canvas, spec, {
      palette: readPalette(),
      language,
      width,
      height: stepChartHeight,
      pixelRatio: window.devicePixelRatio,
      active: () => active,
    });
    // For those who look at the page from outside, such as tests: what is drawn, in numbers.
    canvas.dataset['steps'] = String(spec.steps.length);
    canvas.dataset['over'] = String(spec.over.length);
  };

  const hideTip = (): void => {
    tip.hidden = true;
  };
  const setActive = (step: number | undefined): void => {
    if (step === active) return;
    active = step;
    chart?.draw();
  };
  const showTip = (step: number, x: number, y: number): void => {
    const known = current?.spec.steps[step];
    if (known === undefined) return;
    tip.replaceChildren(
      element('strong', {}, known.title),
      ...known.lines.map(line => element('div', {}, line)),
    );
    tip.hidden = false;
    const box = stage.getBoundingClientRect();
    const right = x + 14 + tip.offsetWidth < box.width;
    const left = Math.max(4, right ? x + 14 : x - tip.offsetWidth - 14);
    const top = Math.max(4, Math.min(y + 12, box.height - tip.offsetHeight - 4));
    tip.style.transform = `translate(${Math.round(left)}px, ${Math.round(top)}px)`;
  };

  stage.addEventListener('pointermove', event => {
    if (chart === undefined || current === undefined) return;
    const box = canvas.getBoundingClientRect();
    const [x, y] = [event.clientX - box.left, event.clientY - box.top];
    const { left, right, top, bottom } = chart.chartArea;
    const inside = x >= left && x <= right && y >= top && y <= bottom;
    const at = inside ? chart.scales['x']?.getValueForPixel(x) : undefined;
    const step = at === undefined ? undefined : stepAt(current.spec, at);
    setActive(step);
    if (step === undefined) hideTip();
    else showTip(step, x, y);
  });
  const leave = (): void => {
    setActive(undefined);
    hideTip();
  };
  stage.addEventListener('pointerleave', leave);
  stage.addEventListener('blur', leave);
  stage.addEventListener('keydown', event => {
    const steps = current?.spec.steps ?? [];
    const last = steps.length - 1;
    const moves: Readonly<Record<string, number>> = {
      ArrowRight: Math.min(last, (active ?? -1) + 1),
      ArrowLeft: Math.max(0, (active ?? last + 1) - 1),
      Home: 0,
      End: last,
    };
    const next = moves[event.key];
    const step = steps[next ?? -1];
    if (next !== undefined && step !== undefined) {
      event.preventDefault();
      setActive(next);
      showTip(next, chart?.scales['x']?.getPixelForValue(step.from) ?? 0, 40);
      say([step.title, ...step.lines].join('. '));
    } else if (event.key === 'Escape') {
      leave();
    }
  });

  const sizes = new ResizeObserver(() => {
    const now = Math.floor(stage.clientWidth);
    if (now === width && chart !== undefined) return;
    width = now;
    draw();
  });
  sizes.observe(stage);

  return {
    root: stage,
    update(spec, language) {
      if (current?.spec.caption !== spec.caption) {
        active = undefined;
        hideTip();
      }
      current = { spec, language };
      width = Math.floor(stage.clientWidth);
      draw();
    },
    repaint: draw,
    dispose() {
      sizes.disconnect();
      chart?.destroy();
    },
  };
}
