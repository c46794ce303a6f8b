import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** Finds Chinese text in pages outside the `texts` files: such a string cannot be translated. */
const root = join(dirname(fileURLToPath(import.meta.url)), '../..')
const files = execFileSync('git', ['ls-files', 'apps/web/src', 'packages/ui/src'], {
  cwd: root,
  encoding: 'utf8',
})
  .split('\n')
  .filter((file) => /\.tsx?$/.test(file) && !/(\.test|\.?texts|\/formats)\.tsx?$/.test(file))

let faults = 0
for (const file of files) {
  const lines = readFileSync(join(root, file), 'utf8')
    // Comments may speak any language.
    .replace(/\/\*[\s\S]*?\*\//g, (comment) => comment.replace(/[^\n]/g, ' '))
    .split('\n')
  lines.forEach((line, i) => {
    if (!/[\u4e00-\u9fff]/.test(line.replace(/\/\/.*$/, ''))) return
    faults++
    process.stdout.write(`${file}:${i + 1}: ${line.trim().slice(0, 120)}\n`)
  })
}
process.exit(faults ? 1 : 0)
