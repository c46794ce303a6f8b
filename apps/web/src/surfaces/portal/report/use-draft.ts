import { useState } from 'react'
import { emptyDraft, type ReportDraft } from './report-steps.ts'

const KEY = 'civitas.report-draft'

function read(): ReportDraft {
  try {
    return { ...emptyDraft, ...(JSON.parse(sessionStorage.getItem(KEY) ?? '{}') as Partial<ReportDraft>) }
  } catch {
    return emptyDraft
  }
}

/** Photos may be larger than a tab can keep; the words are kept then, the photos only until a reload. */
function keep(draft: ReportDraft): void {
  try {
    sessionStorage.setItem(KEY, JSON.stringify(draft))
  } catch {
    sessionStorage.setItem(KEY, JSON.stringify({ ...draft, photos: [] }))
  }
}

/** What one has answered so far, kept in this tab over reloads. */
export function useDraft(): [ReportDraft, (change: Partial<ReportDraft>) => void, () => void] {
  const [draft, setDraft] = useState(read)
  const change = (part: Partial<ReportDraft>) =>
    setDraft((former) => {
      const next = { ...former, ...part }
      keep(next)
      return next
    })
  const clear = () => {
    sessionStorage.removeItem(KEY)
    setDraft(emptyDraft)
  }
  return [draft, change, clear]
}
