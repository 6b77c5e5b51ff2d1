// A page that a task made, in a form in which its scripts may run: in an opaque origin, without network, by nobody's name.

/**
 * Sent with the page: whatever shows it, it has no origin of its own and loads nothing. That it cannot lead its frame elsewhere is
 * the policy of the page around it (`frame-src 'self'`); so it is given to frames of ours only.
 */
export const ARTIFACT_POLICY = [
  'sandbox allow-scripts',
  "default-src 'none'",
  "script-src 'unsafe-inline'",
  // An address of the kind javascript: would be a new document without the guard: the guard's own rule refuses it, and there is no other.
  "require-trusted-types-for 'script'",
  'trusted-types default',
  "style-src 'unsafe-inline'",
  'img-src data: blob:',
  'font-src data:',
  'media-src data: blob:',
  "connect-src 'none'",
  "frame-src 'none'",
  "form-action 'none'",
  "base-uri 'none'",
  "frame-ancestors 'self'",
].join('; ');

/**
 * Runs before anything of the page. No policy covers WebRTC, so its constructors go; a frame inside would bring new ones, so frames
 * go before they have loaded: a document of the same process is made only after the script that asked for it has ended, and after
 * this observer. What could put a frame where the observer does not look goes as well. Links lead nowhere: said once, at the click.
 */
const GUARD = `(() => {
  const refuse = (sink) => { if (/location|href/i.test(sink)) throw new TypeError('not in this page'); };
  globalThis.trustedTypes?.createPolicy('default', {
    createHTML: (text) => text,
    createScriptURL: (text) => text,
    createScript: (text, _type, sink) => { refuse(sink ?? ''); return text; },
  });
  for (const name of ['RTCPeerConnection', 'webkitRTCPeerConnection', 'mozRTCPeerConnection']) delete globalThis[name];
  for (const of of [Document, Document.prototype, Element.prototype, ShadowRoot.prototype])
    for (const name of Object.getOwnPropertyNames(of)) if (/unsafe|^(open|write|writeln)$/i.test(name)) delete of[name];
  const NESTED = 'iframe, frame, frameset, object, embed, fencedframe, portal';
  const watch = (root) =>
    new MutationObserver(() => root.querySelectorAll(NESTED).forEach((element) => element.remove())).observe(root, {
      childList: true,
      subtree: true,
    });
  watch(document);
  const attach = Element.prototype.attachShadow;
  Element.prototype.attachShadow = function attachShadow(options) {
    const root = attach.call(this, options);
    watch(root);
    return root;
  };
  addEventListener('click', (event) => {
    const link = event.composedPath().find((element) => element instanceof Element && element.matches('a[href], area[href]'));
    if (link && !(link.getAttribute('href') ?? '').startsWith('#')) event.preventDefault();
  }, true);
})();
document.currentScript.remove();`;

const PROLOGUE = `<!doctype html><meta charset="utf-8"><script>${GUARD}</script>`;

/** A shadow root in markup would hide a frame from the guard; one made by a script does not. */
export function artifactPage(html: Uint8Array): Uint8Array<ArrayBuffer> {
  const text = new TextDecoder().decode(html).replace(/shadowrootmode/gi, 'data-shadow-root');
  return new TextEncoder().encode(PROLOGUE + text);
}
