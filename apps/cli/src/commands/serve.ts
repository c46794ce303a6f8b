import { spawn } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Command, userError } from '../command.ts'

export const serve: Command = {
  name: 'serve',
  summary: { zh: '启动平台（生产入口）', en: 'Start the platform (production entry)' },
  usage: 'civitas serve [--port P] [--mqtt-port M] [--data DIR] [--sample-city]',
  run: (args) => {
    const root = findRoot(dirname(fileURLToPath(import.meta.url)))
    const built = join(root, 'dist/server/main.js')
    const entry = existsSync(built) ? [built] : ['--import', 'tsx', join(root, 'apps/server/src/main.ts')]
    return runServer([...entry, ...args])
  },
}

/** The folder of the product: the nearest one above whose package is called civitas. */
function findRoot(folder: string): string {
  const file = join(folder, 'package.json')
  if (existsSync(file) && JSON.parse(readFileSync(file, 'utf8')).name === 'civitas') return folder
  const above = dirname(folder)
  if (above === folder) throw userError('找不到平台的安装目录。', 'The folder of the product was not found.')
  return findRoot(above)
}

/** Runs the server as long as it lives; signals to this process go on to it. Answers its exit code. */
function runServer(args: string[]): Promise<number> {
  const server = spawn(process.execPath, args, { stdio: 'inherit' })
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => server.kill(signal))
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.once('exit', (code) => resolve(code ?? 1))
  })
}
