import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

let found: string | undefined

/** The folder of the product: the same whether this file runs from source or from the build. */
export function repositoryRoot(): string {
  found ??= findRoot(dirname(fileURLToPath(import.meta.url)))
  return found
}

function findRoot(from: string): string {
  for (let folder = from; folder !== dirname(folder); folder = dirname(folder)) {
    const file = join(folder, 'package.json')
    if (existsSync(file) && JSON.parse(readFileSync(file, 'utf8')).name === 'civitas') return folder
  }
  throw new Error(`no Civitas folder above ${from}`)
}
