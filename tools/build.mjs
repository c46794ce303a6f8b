import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build as bundle } from 'esbuild'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')

/** Packages of this repository are taken into the bundle, everything from npm stays outside. */
const ownPackagesInside = {
  name: 'own-packages-inside',
  setup(plugin) {
    plugin.onResolve({ filter: /^[^./]/ }, ({ path, kind }) =>
      kind === 'entry-point' || path.startsWith('@civitas/') || path.startsWith('/')
        ? undefined
        : { path, external: true },
    )
  },
}

async function buildNode() {
  rmSync(join(root, 'dist'), { recursive: true, force: true })
  await bundle({
    absWorkingDir: root,
    entryPoints: {
      'server/main': 'apps/server/src/main.ts',
      'server/write-thread': 'apps/server/src/kernel/db/write-thread-main.ts',
      'server/program-thread': 'apps/server/src/capabilities/data/sealed/program-thread-main.ts',
      'simulator/main': 'apps/simulator/src/main.ts',
      'cli/main': 'apps/cli/src/main.ts',
    },
    outdir: 'dist',
    bundle: true,
    splitting: true,
    platform: 'node',
    target: 'node20.19',
    format: 'esm',
    sourcemap: true,
    logLevel: 'warning',
    plugins: [ownPackagesInside],
  })
}

async function buildWeb() {
  const { build } = await import('vite')
  await build({
    root: join(root, 'apps/web'),
    configFile: join(root, 'apps/web/vite.config.ts'),
    logLevel: 'warn',
  })
}

const mark = join(root, 'dist', 'built-from')

/** Builds server, simulator, CLI and web, unless they are built from this very source already. */
export async function buildAll(digest) {
  if (
    digest &&
    existsSync(mark) &&
    readFileSync(mark, 'utf8') === digest &&
    existsSync(join(root, 'apps/web/dist/index.html'))
  )
    return false
  await buildNode()
  await buildWeb()
  mkdirSync(dirname(mark), { recursive: true })
  if (digest) writeFileSync(mark, digest)
  return true
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await buildAll(null)
