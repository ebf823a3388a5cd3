// SPDX-License-Identifier: Apache-2.0
import { fileURLToPath } from 'node:url';
import tailwindcss from '@tailwindcss/vite';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/** Mode `gallery` adds the hidden page `/ui` that shows every primitive; the product is built without it. */
export default defineConfig(({ mode }) =>
  mode === 'test'
    ? {}
    : {
        root: at('./src/web'),
        plugins: [react(), tailwindcss()],
        build: {
          outDir: at(mode === 'gallery' ? './dist/web-gallery' : './dist/web'),
          emptyOutDir: true,
          // Browsers of 2024: they know light-dark(), which carries the dark theme (ui/tokens.css).
          target: ['chrome125', 'edge125', 'firefox128', 'safari18'],
          // The content security policy allows neither inline scripts nor data: outside of images.
          modulePreload: { polyfill: false },
          assetsInlineLimit: 0,
          manifest: true,
          reportCompressedSize: false,
        },
        server: { host: '127.0.0.1', port: 5173, proxy: { '/api': 'http://127.0.0.1:8420' } },
      },
);
