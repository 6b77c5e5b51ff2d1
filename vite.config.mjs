// How the web app is built, and served while somebody works on it: `npx vite` beside a running product.
import { fileURLToPath } from 'node:url';
import tailwind from '@tailwindcss/vite';
import { defineConfig } from 'vite';
import { VitePWA } from 'vite-plugin-pwa';
import { firstPageBudget } from './scripts/web-sizes.mjs';

const path = (name) => fileURLToPath(new URL(name, import.meta.url));
const product = `http://127.0.0.1:${process.env.COWORK_PORT ?? 7417}`;

export default defineConfig({
  root: path('src/web'),
  cacheDir: path('node_modules/.vite'),
  plugins: [
    tailwind(),
    firstPageBudget(250_000),
    VitePWA({
      // Registered by our own code: nothing inline.
      injectRegister: null,
      registerType: 'autoUpdate',
      manifest: {
        name: 'Durable Cowork',
        short_name: 'Cowork',
        description: 'Hand a job to an agent on your own machine; it asks before changes, and everything can be undone.',
        start_url: '/',
        display: 'standalone',
        background_color: '#fbfaf7',
        theme_color: '#fbfaf7',
        icons: [
          { src: '/icon.svg', sizes: 'any', type: 'image/svg+xml' },
          { src: '/icon-192.png', sizes: '192x192', type: 'image/png' },
          { src: '/icon-512.png', sizes: '512x512', type: 'image/png', purpose: 'any maskable' },
        ],
      },
      workbox: {
        // One file, so that it needs no import from elsewhere.
        inlineWorkboxRuntime: true,
        globPatterns: ['**/*.{html,js,css,woff2,svg,png}'],
        navigateFallback: '/index.html',
        // What the api answers itself is never taken from the cache. Path and query are what is looked at.
        navigateFallbackDenylist: [/^\/api\//, /^\/(open|openapi\.json|healthz|readyz|metrics)(\?|$)/],
        cleanupOutdatedCaches: true,
        sourcemap: false,
      },
    }),
  ],
  build: {
    outDir: path('dist/web'),
    emptyOutDir: true,
    target: ['chrome125', 'firefox128', 'safari18'],
    // The policy of the page has no data: for fonts and no inline script.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    // React's packages mark what is for browsers; all of this is.
    rolldownOptions: {
      onwarn: (warning, warn) => warning.code !== 'MODULE_LEVEL_DIRECTIVE' && warn(warning),
      output: {
        codeSplitting: {
          // A file for each icon and each part would be thirty requests before the page is there.
          groups: [
            { name: 'icons', test: /lucide-react/ },
            { name: 'parts', test: /src\/web\/(parts\/(?!markdown)|state\/)/, minShareCount: 2 },
          ],
        },
      },
    },
    license: { fileName: 'licenses.md' },
  },
  server: {
    host: '127.0.0.1',
    proxy: {
      // The api answers its own pages only; a page of this server is ours while we work on it.
      '/api': { target: product, changeOrigin: true, headers: { origin: product } },
    },
  },
});
