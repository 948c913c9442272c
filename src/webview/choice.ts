// A labelled list to choose one of.
import { element } from './dom';

export interface Choice {
  readonly root: HTMLElement;
  show(options: readonly { readonly value: string; readonly label: string }[], value: string): void;
}

/** @param chosen told the value the administrator chose. */
export function createChoice(id: string, label: string, chosen: (value: string) => void): Choice {
  const dropdown = element('vscode-dropdown', {
    attributes: { id: `choose-${id}`, 'aria-label': label },
    on: { change: () => chosen(dropdown.value) },
  });
  let shown = '';
  return {
    root: element(
      'div',
      { class: 'choice' },
      element('label', { attributes: { for: `choose-${id}` } }, label),
      dropdown,
    ),
    show(options, value) {
      const now = JSON.stringify(options);
      if (now !== shown) {
        shown = now;
        dropdown.replaceChildren(
          ...options.map(option =>
            element(
              'vscode-option',
              { attributes: { value: option.value, title: option.label } },
              option.label,
            ),
          ),
        );
      }
      // The dropdown learns of new options after the current task.
      queueMicrotask(() => {
        if (dropdown.value !== value) dropdown.value = value;
      });
    },
  };
}
