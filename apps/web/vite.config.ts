import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

const platform = process.env.CIVITAS_URL ?? 'http://127.0.0.1:8080'

/** Paths the platform answers itself; everything else is a page of the web. */
const platformPaths = ['/api', '/oidc', '/healthz', '/openapi.json', '/sta', '/ngsi-ld', '/ogc', '/metrics']

export default defineConfig({
  root: import.meta.dirname,
  plugins: [react()],
  server: { proxy: Object.fromEntries(platformPaths.map((path) => [path, { target: platform }])) },
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    target: 'es2023',
    // MapLibre is one chunk of about 1,050 kB (290 kB gzip), loaded only by pages with a map.
    chunkSizeWarningLimit: 1_100,
    rolldownOptions: {
      output: {
        codeSplitting: {
          groups: [
            { name: 'map-engine', test: /node_modules[\\/]maplibre-gl/ },
            { name: 'chart-engine', test: /node_modules[\\/](echarts|zrender)/ },
          ],
        },
      },
      // Schemas are built by calls; without this every operation of the contract would stay in every surface.
      treeshake: {
        moduleSideEffects: (id) => !/packages\/(contract|sdk)\/|node_modules\/typebox\//.test(id),
        manualPureFunctions: ['Type', 'defineOperation', 'defineMessage', 'pageOf', 'defineTexts'],
      },
    },
  },
})
