import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** `npm run -s bench -- NAME`: builds when needed, runs the benchmark, whose last line is its JSON. */
const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const names = readdirSync(join(root, 'bench'))
  .filter((file) => file.endsWith('.ts'))
  .map((file) => file.slice(0, -3))
const wanted = process.argv[2] ? [process.argv[2]] : names
const unknown = wanted.find((name) => !existsSync(join(root, 'bench', `${name}.ts`)))
if (unknown) {
  process.stderr.write(
    `没有名为 ${unknown} 的基准；可用：${names.join(' ')}\nThere is no benchmark ${unknown}; there are: ${names.join(' ')}\n`,
  )
  process.exit(2)
}
const built = spawnSync(process.execPath, ['tools/bootstrap/build-if-changed.mjs'], {
  cwd: root,
  stdio: ['ignore', 'ignore', 'inherit'],
})
let failed = built.status !== 0
for (const name of wanted) {
  const { status } = spawnSync(process.execPath, ['--import', 'tsx', `bench/${name}.ts`], {
    cwd: root,
    stdio: 'inherit',
  })
  failed ||= status !== 0
}
process.exit(failed ? 1 : 0)
