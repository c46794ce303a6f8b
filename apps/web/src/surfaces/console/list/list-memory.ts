const KEY = 'civitas.console.lists'

function readAll(): Record<string, string> {
  try {
    return JSON.parse(sessionStorage.getItem(KEY) ?? '{}') as Record<string, string>
  } catch {
    return {}
  }
}

/** Remembers how the list on this page is filtered, for the way back from a row’s page. */
export function rememberList(): void {
  const { pathname, search } = window.location
  sessionStorage.setItem(KEY, JSON.stringify({ ...readAll(), [pathname]: search }))
}

/** Address of a list as one left it. */
export function listAddress(path: string): string {
  return path + (readAll()[path] ?? '')
}
