/** So many names stand in a message; a file may lack hundreds. */
const mostNames = 12;

/** Names with commas between them, the first dozen. */
export const shortList = (names: readonly string[]): string =>
  names.length <= mostNames ? names.join(', ') : `${names.slice(0, mostNames).join(', ')}, …`;
