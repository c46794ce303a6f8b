import type { Case } from '@civitas/sdk'

/** What the live channel says about a case. */
export interface CaseNews {
  act: string
  by?: { userId: string | null; name: string | null; did: { zh: string; en: string } }
  case: Case
}

/** Reads a message of topic `cases`; nothing when it is not one. */
export function toCaseNews(body: unknown): CaseNews | null {
  if (!body || typeof body !== 'object' || !('case' in body)) return null
  const news = body as { act?: unknown; case: Case; by?: CaseNews['by'] }
  return news.case?.id ? { act: String(news.act ?? ''), case: news.case, by: news.by } : null
}

/** Somebody acted on a version of a case that another person had changed. */
export interface Contest {
  caseId: string
  triedBy: string | null
  triedById: string | null
}

export function toContest(body: unknown): Contest | null {
  if (!body || typeof body !== 'object' || !('act' in body) || body.act !== 'contested') return null
  return body as unknown as Contest
}
