import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { installPackages, requireDisk, requireNode, root } from './explain.mjs'

requireNode()
requireDisk(3)

/** Programs of the operating system some tests use, with the Debian package of each. */
const programs = [
  { file: '/usr/bin/chromium', packages: ['chromium'] },
  { file: '/usr/bin/mosquitto_pub', packages: ['mosquitto-clients'] },
  { file: '/usr/sbin/mosquitto', packages: ['mosquitto'] },
  { file: '/usr/sbin/mariadbd', packages: ['mariadb-server-core', 'mariadb-client-core'] },
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

await installPackages()
installPrograms()
const failed = []
for (const [name, args] of stages) {
  process.stdout.write(`\n▶ ${name}\n`)
  const { status } = spawnSync(process.execPath, args, { cwd: root, stdio: 'inherit' })
  if (status !== 0) failed.push(name)
  if (status !== 0 && name === 'build') break
}
process.stdout.write(
  failed.length ? `\n✗ 未通过 failed: ${failed.join(', ')}\n` : '\n✓ 全部通过 everything passed\n',
)
process.stdout.write(`stages: ${stages.length - failed.length} passed, ${failed.length} failed\n`)
process.exit(failed.length ? 1 : 0)
