/** A report this device made: enough to ask about it by its number. */
export interface MyReport {
  id: string
  reference: string
  title: string
  time: string
}

const KEY = 'civitas.reports'
const MOST = 50

/** Reads kept reports, newest first; anything unreadable counts as none. */
export function parseReports(text: string | null): MyReport[] {
  if (!text) return []
  try {
    const found: unknown = JSON.parse(text)
    return Array.isArray(found) ? found.filter(isReport) : []
  } catch {
    return []
  }
}

function isReport(value: unknown): value is MyReport {
  return (
    typeof value === 'object' && value !== null && 'reference' in value && 'title' in value && 'id' in value
  )
}

/** A list with a report put first; joined reports of one event stand once, and at most fifty are kept. */
export function addReport(reports: MyReport[], report: MyReport): MyReport[] {
  return [report, ...reports.filter((each) => each.id !== report.id)].slice(0, MOST)
}

const keyOf = (userId: string) => `${KEY}.${userId}`

export function readReports(userId: string): MyReport[] {
  return parseReports(localStorage.getItem(keyOf(userId)))
}

export function rememberReport(userId: string, report: MyReport): void {
  localStorage.setItem(keyOf(userId), JSON.stringify(addReport(readReports(userId), report)))
}
