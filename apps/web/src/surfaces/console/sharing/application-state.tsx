import type { DataApplication } from '@civitas/sdk'
import { useTexts } from '@civitas/ui'
import { StateTag } from '../parts/page.tsx'
import { sharingTexts } from './sharing.texts.ts'

/** Where a request stands; a late answer is said first. */
export function ApplicationState({ application }: { application: DataApplication }) {
  const texts = useTexts(sharingTexts).requests
  if (application.isOverdue) return <StateTag tone="bad">{texts.overdue}</StateTag>
  const { state } = application
  const isOpen = state === 'waiting' || state === 'completing' || state === 'arbitration'
  return (
    <StateTag tone={isOpen ? 'loud' : state === 'granted' ? undefined : 'over'}>
      {texts.states[state]}
    </StateTag>
  )
}
