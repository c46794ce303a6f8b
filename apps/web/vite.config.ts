import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

const platform = process.env.CIVITAS_URL ?? 'http://127.0.0.1:8080'

/** Paths the platform answers itself; everything else is a page of the web. */
const platformPaths = ['/api', '/healthz', '/openapi.json', '/sta', '/ngsi-ld', '/ogc', '/metrics']

export default defineConfig({
  root: import.meta.dirname,
  plugins: [react()],
  server: { proxy: Object.fromEntries(platformPaths.map((path) => [path, { target: platform }])) },
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    target: 'es2023',
    // The map and chart engines are one lazy chunk each; their size is known and kept in budget by surface.
    chunkSizeWarningLimit: 1_400,
    rolldownOptions: {
      // Schemas are built by calls; without this every operation of the contract would stay in every surface.
      treeshake: {
        moduleSideEffects: (id) => !/packages\/(contract|sdk)\/|node_modules\/typebox\//.test(id),
        manualPureFunctions: ['Type', 'defineOperation', 'defineMessage', 'pageOf', 'defineTexts'],
      },
    },
  },
})
