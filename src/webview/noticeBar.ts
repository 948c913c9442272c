// The lines above a chart or a table that say what is being read, what is cut and what failed.
import { element } from './dom';

interface NoticeLine<Action> {
  readonly tone: 'info' | 'warning' | 'error';
  readonly text: string;
  readonly action?: Action;
  /** Something is under way: a ring turns beside the text. */
  readonly busy?: true;
}

/** Shows these lines in `bar`, in place of those before; `button` makes what a line offers to do. */
export function fillNoticeBar<Action>(
  bar: HTMLElement,
  lines: readonly NoticeLine<Action>[],
  button: (action: Action) => HTMLElement,
): void {
  bar.replaceChildren(
    ...lines.map(({ tone, text, action, busy }) =>
      element(
        'div',
        { class: `notice ${tone}` },
        ...(busy === true
          ? [element('vscode-progress-ring', { attributes: { 'aria-hidden': 'true' } })]
          : []),
        element('span', {}, text),
        ...(action === undefined ? [] : [button(action)]),
      ),
    ),
  );
}
