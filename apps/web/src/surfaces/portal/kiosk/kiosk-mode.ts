import { createStore, useStore } from '../../../lib/store.ts'

/** A self-service machine and the key it says with that it is there. */
export interface KioskMode {
  code: string
  key: string | null
}

const KEY = 'civitas.kiosk'

/** Idle time after which a machine asks, and after which it ends the session and forgets everything. */
export const askAfterMs = 45_000
export const wipeAfterMs = 60_000

function read(): KioskMode | null {
  const given = new URLSearchParams(location.search)
  const code = given.get('kiosk')
  if (code) {
    const mode = { code, key: given.get('key') }
    sessionStorage.setItem(KEY, JSON.stringify(mode))
    // The key must not stay in the address, where whoever stands there next could read it.
    history.replaceState(history.state, '', location.pathname)
    return mode
  }
  const kept = sessionStorage.getItem(KEY)
  return kept ? (JSON.parse(kept) as KioskMode) : null
}

const kiosk = createStore(read())

export function useKiosk(): KioskMode | null {
  return useStore(kiosk)
}

/** Whether a machine is to ask whether somebody is there, or to forget who was. */
export function judgeIdle(idleMs: number): 'used' | 'ask' | 'wipe' {
  if (idleMs >= wipeAfterMs) return 'wipe'
  return idleMs >= askAfterMs ? 'ask' : 'used'
}

/** Forgets everything a person left on the machine; what the machine itself is stays. */
export function wipeDevice(): void {
  const mode = kiosk.get()
  localStorage.clear()
  sessionStorage.clear()
  if (mode) sessionStorage.setItem(KEY, JSON.stringify(mode))
}
