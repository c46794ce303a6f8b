import { execFileSync, spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, statfsSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The folder of the product. */
export const root = join(dirname(fileURLToPath(import.meta.url)), '../..')

/** Ends with one clear sentence, in Chinese and English, instead of a stack. */
export function giveUp(zh, en) {
  process.stderr.write(`\n✗ ${zh}\n  ${en}\n`)
  process.exit(2)
}

/** Refuses a Node that is too old, before anything newer than it is used. */
export function requireNode() {
  const [major, minor] = process.versions.node.split('.').map(Number)
  if (major > 20 || (major === 20 && minor >= 19)) return
  giveUp(
    `Node.js ${process.versions.node} 过旧，Civitas 需要 20.19 或更新的版本。`,
    `Node.js ${process.versions.node} is too old; Civitas needs 20.19 or newer.`,
  )
}

/** Refuses a disk without room for the packages and a city’s data. */
export function requireDisk(gigabytes = 2) {
  const { bavail, bsize } = statfsSync(root)
  if (bavail * bsize >= gigabytes * 1e9) return
  giveUp(
    `磁盘可用空间不足 ${gigabytes} GB（${root}）。`,
    `Less than ${gigabytes} GB of disk is free at ${root}.`,
  )
}

/** Refuses a port that something else listens on. */
export async function requireFreePort(port, flag) {
  if (port === 0) return
  const free = await new Promise((resolve) => {
    const probe = createServer()
    probe.once('error', () => resolve(false))
    probe.listen(port, '0.0.0.0', () => probe.close(() => resolve(true)))
  })
  if (free) return
  giveUp(
    `端口 ${port} 已被占用，请用 ${flag} 换一个（例如 npm start -- ${flag} ${port + 1}）。`,
    `Port ${port} is taken; choose another with ${flag}, for example: npm start -- ${flag} ${port + 1}`,
  )
}

/** Shows one step under way, with its time when done. On a terminal the line is rewritten each second. */
export async function step(title, work) {
  const began = Date.now()
  const seconds = () => `${((Date.now() - began) / 1000).toFixed(1)} s`
  const live = process.stdout.isTTY
  if (!live) process.stdout.write(`  … ${title}\n`)
  const timer = live
    ? setInterval(() => process.stdout.write(`\r  … ${title}  ${seconds()} `), 200)
    : undefined
  try {
    const result = await work()
    process.stdout.write(`${live ? '\r' : ''}  ✓ ${title}  ${seconds()}\n`)
    return result
  } finally {
    clearInterval(timer)
  }
}

/** Runs a program; its output is shown only when it fails. */
export function run(command, args, options = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'], ...options })
    let output = ''
    child.stdout.on('data', (data) => {
      output += data
    })
    child.stderr.on('data', (data) => {
      output += data
    })
    child.once('error', reject)
    child.once('exit', (code) =>
      code === 0 ? resolve(output) : reject(Object.assign(new Error(output.trim()), { code })),
    )
  })
}

function lockDigest() {
  return createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex')
}

/** Installs the packages of the lockfile, unless these very ones are installed. */
export async function installPackages() {
  const mark = join(root, 'node_modules', '.civitas-installed')
  if (existsSync(mark) && readFileSync(mark, 'utf8') === lockDigest()) return
  await step('安装依赖 installing packages', async () => {
    try {
      await run('npm', ['install', '--no-audit', '--no-fund', '--no-save', '--loglevel=error'], {
        shell: process.platform === 'win32',
      })
    } catch (error) {
      explainInstall(error)
    }
    mkdirSync(dirname(mark), { recursive: true })
    writeFileSync(mark, lockDigest())
  })
}

function explainInstall(error) {
  const text = String(error.message)
  if (error.code === 'ENOENT') giveUp('找不到 npm。', 'npm was not found.')
  if (/ENOSPC/.test(text))
    giveUp('磁盘已满，无法安装依赖。', 'The disk is full; the packages could not be installed.')
  if (/ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ETIMEDOUT|network/i.test(text)) {
    giveUp(
      '无法连接 npm 软件源，首次安装需要网络；之后启动不再需要。',
      'The npm registry cannot be reached; the first install needs the network, later starts do not.',
    )
  }
  giveUp(
    `依赖安装失败：${text.split('\n').slice(-3).join(' ')}`,
    'The packages could not be installed; the lines above say why.',
  )
}

/** Digest of everything the build is made from, so that an unchanged tree is not built again. */
export function sourceDigest() {
  const files = execFileSync(
    'git',
    ['ls-files', '-s', 'apps', 'packages', 'domains', 'cities', 'package-lock.json', 'tools/build.mjs'],
    {
      cwd: root,
      encoding: 'utf8',
      maxBuffer: 64 * 1024 * 1024,
    },
  )
  const changed = execFileSync(
    'git',
    ['diff', 'HEAD', '--', 'apps', 'packages', 'domains', 'cities', 'tools/build.mjs'],
    {
      cwd: root,
      encoding: 'utf8',
      maxBuffer: 256 * 1024 * 1024,
    },
  )
  return createHash('sha256').update(files).update(changed).digest('hex')
}
