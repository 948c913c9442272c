// Building the page. Text goes in as text nodes alone: names come from portals and may look like markup.

interface Options {
  readonly class?: string;
  readonly attributes?: Readonly<Record<string, string>>;
  readonly on?: Readonly<Record<string, (event: Event) => void>>;
}

/** What the page uses of the toolkit's elements; the toolkit's own types would pull its modules into every file. */
interface ToolkitElements {
  'vscode-button': HTMLElement & { disabled: boolean };
  'vscode-checkbox': HTMLElement & { checked: boolean };
  'vscode-dropdown': HTMLElement & { value: string };
  'vscode-option': HTMLElement & { value: string };
  'vscode-panels': HTMLElement & { activeid: string };
  'vscode-panel-tab': HTMLElement;
  'vscode-panel-view': HTMLElement;
  'vscode-progress-ring': HTMLElement;
}
type Elements = HTMLElementTagNameMap & ToolkitElements;

/** An element with its attributes, listeners and children; a string child becomes a text node. */
export function element<K extends keyof Elements>(
  tag: K,
  options: Options = {},
  ...children: readonly (Node | string)[]
): Elements[K] {
  const made = document.createElement(tag) as Elements[K];
  if (options.class !== undefined) made.className = options.class;
  for (const [name, value] of Object.entries(options.attributes ?? {})) made.setAttribute(name, value);
  for (const [name, listener] of Object.entries(options.on ?? {})) made.addEventListener(name, listener);
  made.append(...children);
  return made;
}

const svg = 'http://www.w3.org/2000/svg';

/** A 16 by 16 icon in the colour of the text around it, hidden from screen readers. */
export function icon(...paths: readonly string[]): SVGElement {
  const made = document.createElementNS(svg, 'svg');
  made.setAttribute('viewBox', '0 0 16 16');
  made.setAttribute('width', '16');
  made.setAttribute('height', '16');
  made.setAttribute('aria-hidden', 'true');
  made.classList.add('icon');
  for (const data of paths) {
    const path = document.createElementNS(svg, 'path');
    path.setAttribute('d', data);
    made.append(path);
  }
  return made;
}
