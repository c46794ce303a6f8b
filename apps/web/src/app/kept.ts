/** What this device keeps under a key; null also where the browser keeps nothing, as in a frame of another site. */
export function readKept(key: string): string | null {
  try {
    return localStorage.getItem(key)
  } catch {
    return null
  }
}

/** Keeps a text on this device, or forgets it; without effect where the browser keeps nothing. */
export function keep(key: string, text: string | null): void {
  try {
    if (text === null) localStorage.removeItem(key)
    else localStorage.setItem(key, text)
  } catch {
    // The page works without a memory.
  }
}
