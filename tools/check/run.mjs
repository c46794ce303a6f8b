import { spawn } from 'node:child_process'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = join(dirname(fileURLToPath(import.meta.url)), '../..')

/** Everything that can be told without a database: under a minute, run before each commit. */
const checks = [
  ['types', ['node_modules/typescript-native/bin/tsc', '-p', 'tsconfig.json']],
  [
    'borders',
    [
      'node_modules/dependency-cruiser/bin/dependency-cruise.mjs',
      '--config',
      '.dependency-cruiser.cjs',
      'apps',
      'packages',
      'domains',
      'cities',
      'bench',
      'e2e',
    ],
  ],
  ['lint', ['node_modules/@biomejs/biome/bin/biome', 'check', '--error-on-warnings', '.']],
  ['unused', ['node_modules/knip/bin/knip.js']],
  ['documents', ['tools/check/documents.mjs']],
  ['texts', ['tools/check/texts.mjs']],
  ['small tests', ['node_modules/vitest/vitest.mjs', 'run', '--project', 'small']],
]

function runCheck([name, args]) {
  return new Promise((resolve) => {
    const began = Date.now()
    const child = spawn(process.execPath, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] })
    let output = ''
    child.stdout.on('data', (data) => {
      output += data
    })
    child.stderr.on('data', (data) => {
      output += data
    })
    child.once('exit', (code) =>
      resolve({ name, code, output, seconds: ((Date.now() - began) / 1000).toFixed(1) }),
    )
  })
}

const wanted = process.argv.includes('--no-tests')
  ? checks.filter(([name]) => name !== 'small tests')
  : checks
let failed = 0
const queue = [...wanted]
async function worker() {
  for (let next = queue.shift(); next; next = queue.shift()) {
    const { name, code, output, seconds } = await runCheck(next)
    process.stdout.write(`${code === 0 ? '✓' : '✗'} ${name}  ${seconds} s\n`)
    if (code !== 0) {
      failed++
      process.stdout.write(`${output.trim()}\n`)
    }
  }
}
await Promise.all([worker(), worker()])
process.exit(failed ? 1 : 0)
