import { element } from './elements.js';

/**
 * Links to what a run made, and pictures of it. A browser follows a link without the header that a signed-in call needs,
 * so there the address is asked for first; it then speaks for itself for some minutes, and the place that it names needs to
 * know nothing of this page (no CORS).
 * @param {{ hasSignIn: boolean }} session
 * @param {(path: string) => Promise<{ url: string }>} call
 * @param {(error: unknown) => void} showError
 */
export function createArtifacts({ hasSignIn }, call, showError) {
  /** @param {string} href */
  const addressOf = async (href) => (await call(`${href}?redirect=false`)).url;
  return {
    /** @param {string} href @param {string} text */
    link(href, text) {
      if (!hasSignIn) return element('a', { href }, text);
      const click = (/** @type {Event} */ event) => {
        event.preventDefault();
        addressOf(href).then((url) => location.assign(url), showError);
      };
      return element('a', { href, click }, text);
    },
    /** @param {string} href @param {string} alt */
    image(href, alt) {
      if (!hasSignIn) return element('img', { src: href, alt, loading: 'lazy' });
      const made = element('img', { alt });
      addressOf(href).then((url) => made.setAttribute('src', url), showError);
      return made;
    },
  };
}
