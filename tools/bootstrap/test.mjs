import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { installPackages, requireDisk, requireNode, root } from './explain.mjs'

requireNode()
requireDisk(3)

/** Programs of the operating system some tests use, with the Debian package of each. */
const programs = [
  { file: '/usr/bin/chromium', packages: ['chromium'] },
  { file: '/usr/bin/mosquitto_pub', packages: ['mosquitto-clients'] },
  { file: '/usr/sbin/mosquitto', packages: ['mosquitto'] },
  { file: '/usr/sbin/mariadbd', packages: ['mariadb-server-core', 'mariadb-client-core'] },
  { file: '/usr/sbin/sshd', packages: ['openssh-server'] },
  { file: '/usr/bin/calcurse', packages: ['calcurse'] },
  { file: '/usr/bin/kcat', packages: ['kcat'] },
  { file: '/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc', packages: ['fonts-noto-cjk'] },
]

/** As root on Debian they are installed; otherwise the tests that need one are skipped by name. */
function installPrograms() {
  const missing = programs.filter(({ file }) => !existsSync(file)).flatMap(({ packages }) => packages)
  if (missing.length === 0) return
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) {
    process.stdout.write(
      `  缺少 missing: ${missing.join(' ')}（需要它们的测试将跳过 tests that need them are skipped）\n`,
    )
    return
  }
  process.stdout.write(`  … 安装 installing ${missing.join(' ')}\n`)
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  try {
    execFileSync('apt-get', ['update', '-qq'], { stdio: 'ignore', env })
    execFileSync('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...missing], {
      stdio: 'ignore',
      env,
    })
  } catch {
    process.stdout.write(`  无法安装 could not install: ${missing.join(' ')}\n`)
  }
}

const stages = [
  ['check', ['tools/check/run.mjs', '--no-tests']],
  ['build', ['tools/bootstrap/build-if-changed.mjs']],
  [
    'tests',
    ['node_modules/vitest/vitest.mjs', 'run', '--project', 'small', '--project', 'db', '--project', 'flow'],
  ],
  ['browser', ['node_modules/vitest/vitest.mjs', 'run', '--project', 'e2e']],
]

/** Runs a stage before everybody’s eyes; answers what it found wrong, shortly, or nothing. */
function runStage(name, args) {
  if (args[0].includes('vitest')) return runTests(name, args)
  const { status, stdout } = run(args, name === 'check' ? 'pipe' : 'inherit')
  if (stdout) process.stdout.write(stdout)
  return status === 0 ? [] : (stdout ?? '').trim().split('\n').slice(-40)
}

/**
 * A few files that fail beside others are run once more alone: two workers on two cores may keep a test waiting longer
 * than it waits. What fails alone is broken; what passes alone is named in the closing lines.
 */
function runTests(name, args) {
  const { found, files } = runOnce(name, args)
  if (found.length === 0 || files.length === 0 || files.length > alone) return found
  process.stdout.write(`\n▶ ${name}: ${files.length} 个文件单独重跑 run again alone\n`)
  const again = runOnce(`${name}-alone`, [...args, '--maxWorkers=1', ...files]).found
  if (again.length === 0) passedAlone.push(...found)
  return again
}

function runOnce(name, args) {
  const report = join(reports, `${name}.json`)
  const more = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`]
  const { status } = run([...args, ...more], 'inherit')
  if (status === 0) return { found: [], files: [] }
  const results = existsSync(report) ? JSON.parse(readFileSync(report, 'utf8')).testResults : []
  const found = results.flatMap(failuresOf)
  const files = results.filter(({ status }) => status === 'failed').map(({ name }) => relative(root, name))
  if (found.length > 0) return { found, files }
  return { found: [`测试程序以 ${status} 结束 the test program ended with ${status}`], files: [] }
}

function run(args, output) {
  const stdio = ['inherit', output, 'inherit']
  return spawnSync(process.execPath, args, {
    cwd: root,
    stdio,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  })
}

function failuresOf({ name, status, message, assertionResults }) {
  const tests = assertionResults.filter((one) => one.status === 'failed')
  if (tests.length === 0) return status === 'failed' ? [`${relative(root, name)}: ${shortened(message)}`] : []
  return tests.map((one) => `${relative(root, name)} > ${one.fullName}: ${shortened(one.failureMessages[0])}`)
}

const shortened = (message = '') => message.slice(0, 600)

await installPackages()
installPrograms()
const reports = mkdtempSync(join(tmpdir(), 'civitas-test-'))
/** More files than this failing is no matter of waiting. */
const alone = 4
const failed = []
const faults = []
const passedAlone = []
for (const [name, args] of stages) {
  process.stdout.write(`\n▶ ${name}\n`)
  const startedMs = performance.now()
  const found = runStage(name, args)
  process.stdout.write(`  ${name}: ${Math.round((performance.now() - startedMs) / 1000)} s\n`)
  if (found.length === 0) continue
  failed.push(name)
  faults.push(`\n✗ ${name}`, ...found)
  if (name === 'build') break
}
rmSync(reports, { recursive: true, force: true })
// At the end once more, where whoever reads only the end looks.
process.stdout.write(`${faults.join('\n')}\n`)
if (passedAlone.length > 0)
  process.stdout.write(`\n△ 单独重跑后通过 passed when run alone\n${passedAlone.join('\n')}\n`)
process.stdout.write(
  failed.length ? `\n✗ 未通过 failed: ${failed.join(', ')}\n` : '\n✓ 全部通过 everything passed\n',
)
process.stdout.write(`stages: ${stages.length - failed.length} passed, ${failed.length} failed\n`)
process.exit(failed.length ? 1 : 0)
