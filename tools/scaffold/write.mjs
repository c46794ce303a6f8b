import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = join(dirname(fileURLToPath(import.meta.url)), '../..')

/** Ends with a sentence that says what to do. */
export function refuse(sentence) {
  process.stderr.write(`${sentence}\n`)
  process.exit(2)
}

/** The name given on the command line: small letters, digits and hyphens. */
export function readName(what) {
  const name = process.argv[2] ?? ''
  if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(name))
    refuse(
      `npm run new:${what} -- <name>: small letters, digits and hyphens, such as “noise” (小写字母、数字与连字符)`,
    )
  return name
}

/** Writes a new file; an existing one is never overwritten. */
export function writeNew(path, text) {
  const file = join(root, path)
  if (existsSync(file)) refuse(`${path} is there already (已存在)`)
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, text)
  process.stdout.write(`  + ${path}\n`)
}

/** Changes a file in place; each change must find its spot. */
export function edit(path, ...changes) {
  const file = join(root, path)
  let text = readFileSync(file, 'utf8')
  for (const [find, replace] of changes) {
    const next = text.replace(find, replace)
    if (next === text) refuse(`${path} does not look as expected; nothing was found for ${find}`)
    text = next
  }
  writeFileSync(file, text)
  process.stdout.write(`  ~ ${path}\n`)
}

/** road-works → roadWorks */
export function camel(name) {
  return name.replace(/-(\w)/g, (_, letter) => letter.toUpperCase())
}

/** road-works → RoadWorks */
export function pascal(name) {
  const text = camel(name)
  return text[0].toUpperCase() + text.slice(1)
}

/** Brings what was written into the shape the check asks for. */
export function format() {
  const biome = join(root, 'node_modules/@biomejs/biome/bin/biome')
  execFileSync(process.execPath, [biome, 'check', '--write', 'apps/server', 'packages/contract', 'domains'], {
    cwd: root,
    stdio: 'ignore',
  })
}
