/** The secret after `#` in the address, which then no longer shows it: not over a shoulder, nor in the history. */
export function takeLinkSecret(): string {
  const secret = location.hash.slice(1);
  if (secret !== '') history.replaceState(history.state, '', location.pathname);
  return secret;
}
