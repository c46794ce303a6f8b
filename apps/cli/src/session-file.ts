import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'

/** Who is signed in where; kept for the next command. */
export interface SavedSession {
  url: string
  account: string
  accessToken: string
  expiresTime: string
}

function folder(): string {
  return join(process.env.XDG_CONFIG_HOME || join(homedir(), '.config'), 'civitas')
}

function file(): string {
  return join(folder(), 'session.json')
}

export function readSession(): SavedSession | null {
  if (!existsSync(file())) return null
  return JSON.parse(readFileSync(file(), 'utf8')) as SavedSession
}

/** Keeps the session where only its owner can read it. */
export function writeSession(session: SavedSession): string {
  mkdirSync(folder(), { recursive: true, mode: 0o700 })
  writeFileSync(file(), `${JSON.stringify(session, null, 2)}\n`, { mode: 0o600 })
  // The mode above counts only for a new file.
  chmodSync(file(), 0o600)
  return file()
}
