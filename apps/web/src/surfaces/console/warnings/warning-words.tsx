import type { Warning } from '@civitas/sdk'
import { useTexts } from '@civitas/ui'
import { StateTag } from '../parts/page.tsx'
import { warningsTexts } from './warnings.texts.ts'

const tones = {
  draft: 'loud',
  issued: 'bad',
  superseded: 'over',
  expired: 'over',
  lifted: 'over',
  rejected: 'over',
} as const

/** The state of a warning in words, with what is special about it. */
export function WarningStateTag({ warning }: { warning: Warning }) {
  const texts = useTexts(warningsTexts)
  return (
    <>
      <StateTag tone={tones[warning.state]}>{texts.states[warning.state]}</StateTag>
      {warning.exercise ? <StateTag>{texts.exercise}</StateTag> : null}
      {warning.imported ? <StateTag>{texts.imported}</StateTag> : null}
    </>
  )
}

/** Takes a message of the live channel apart; null when it is about something else. */
export function toWarningNews(body: unknown): { act: string; warning: Warning } | null {
  const news = body as { act?: string; warning?: Omit<Warning, 'geometry'> } | null
  if (!news?.warning || !news.act) return null
  return { act: news.act, warning: { ...news.warning, geometry: null } }
}
