// Words for tests: each is its own name, so that a test sees which word was used and with what.
import type { ChartStrings } from '../../../src/shared/strings';

/** `values.ofTotal` becomes "ofTotal[{0}|{1}|{2}]"; a placeholder without a value stays. */
export const testStrings = group('') as unknown as ChartStrings;

function group(name: string): object {
  return new Proxy(
    {},
    {
      get(_, key) {
        if (key === 'language') return 'en';
        if (typeof key !== 'string') return undefined;
        const inner = name === '' || (name === 'charts' && key !== 'tab' && key !== 'caption');
        if (name === '' && key === 'title') return 'title';
        return inner ? group(key) : `${key}[{0}|{1}|{2}|{3}]`;
      },
    },
  );
}
