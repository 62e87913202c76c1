/**
 * Puts the page's nonce on every style element that a script makes from now on, and returns the nonce.
 *
 * Ant Design passes `csp.nonce` to its own styles, but some of its parts (a table measuring its scroll bar, the lock
 * behind an enlarged picture) make style elements without it, which the page's policy blocks and reports. The policy
 * is not weakened: its nonce keeps *markup* out, and scripts are ours alone.
 */
export function nonceStyles(page: Document): string | undefined {
  const nonce = page.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]')?.nonce;
  if (!nonce) return undefined;
  const createElement = page.createElement.bind(page) as (
    name: string,
    options?: ElementCreationOptions,
  ) => HTMLElement;
  page.createElement = (name: string, options?: ElementCreationOptions) => {
    const element = createElement(name, options);
    if (element instanceof HTMLStyleElement) element.nonce = nonce;
    return element;
  };
  return nonce;
}
