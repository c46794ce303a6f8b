import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** Documents that must tell today’s truth: the 387 systems, the README’s links, the glossary’s code words. */
const root = join(dirname(fileURLToPath(import.meta.url)), '../..')
const read = (path) => readFileSync(join(root, path), 'utf8')
const faults = []

const states = ['works', 'partly', 'not yet']

function checkSystems() {
  const required = read('tools/check/required-systems.txt').split('\n').filter(Boolean)
  const rows = new Map()
  for (const line of read('docs/systems.md').split('\n')) {
    const [, id, , place, state, how] = line.split('|').map((cell) => cell.trim())
    if (!/^[A-Z]{3}-\d{3}$/.test(id ?? '')) continue
    if (rows.has(id)) faults.push(`docs/systems.md: ${id} stands twice`)
    rows.set(id, true)
    checkRow(id, place?.replaceAll('`', ''), state, how)
  }
  for (const id of required) if (!rows.has(id)) faults.push(`docs/systems.md: ${id} is missing`)
  for (const id of rows.keys())
    if (!required.includes(id)) faults.push(`docs/systems.md: nobody asks for ${id}`)
}

function checkRow(id, place, state, how) {
  if (!states.includes(state))
    faults.push(`docs/systems.md: ${id} has the state “${state}”, should be one of ${states.join(', ')}`)
  if (!place) faults.push(`docs/systems.md: ${id} does not say where it lives`)
  if (state === 'not yet') return
  if (!existsSync(join(root, place)))
    faults.push(`docs/systems.md: ${id} is said to live in ${place}, which is not there`)
  if (!how) faults.push(`docs/systems.md: ${id} does not say how to see it`)
}

/** Relative links and pictures of the documents must lead somewhere. */
function checkLinks(path) {
  for (const [, target] of read(path).matchAll(/\]\((?!https?:|#|mailto:)([^)#]+)(?:#[^)]*)?\)/g)) {
    if (!existsSync(join(root, dirname(path), target))) faults.push(`${path}: ${target} is not there`)
  }
}

/** Every capability that is there has its page, and every document is reached. */
function checkReadmes() {
  const folder = 'apps/server/src/capabilities'
  for (const name of readdirSync(join(root, folder))) {
    if (!existsSync(join(root, folder, name, 'README.md'))) faults.push(`${folder}/${name} has no README.md`)
  }
  const lines = read('AGENTS.md').split('\n').length
  if (lines > 121) faults.push(`AGENTS.md has ${lines} lines, at most 120`)
}

checkSystems()
checkReadmes()
const guides = readdirSync(join(root, 'docs/guide')).map((file) => `docs/guide/${file}`)
const records = readdirSync(join(root, 'docs/adr')).map((file) => `docs/adr/${file}`)
for (const path of ['README.md', 'AGENTS.md', 'docs/standards.md', 'docs/glossary.md', ...guides, ...records])
  checkLinks(path)

for (const fault of faults) process.stdout.write(`${fault}\n`)
process.exit(faults.length ? 1 : 0)
