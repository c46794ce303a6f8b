import type { Case } from '@civitas/sdk'

/** What the live channel says about a case. */
export interface CaseNews {
  act: string
  case: Case
}

/** Reads a message of topic `cases`; nothing when it is not one. */
export function toCaseNews(body: unknown): CaseNews | null {
  if (!body || typeof body !== 'object' || !('case' in body)) return null
  const news = body as { act?: unknown; case: Case }
  return news.case?.id ? { act: String(news.act ?? ''), case: news.case } : null
}
