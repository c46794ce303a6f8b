import type { CityEvent } from '@civitas/sdk'
import { useTexts } from '@civitas/ui'
import { eventWords } from '../../../capabilities/events/events.texts.ts'
import { StateTag } from '../parts/page.tsx'

const tones = {
  raised: 'loud',
  verified: undefined,
  dismissed: 'over',
  merged: 'over',
  closed: 'over',
} as const

/** The state of an event in words. */
export function EventStateTag({ event }: { event: CityEvent }) {
  const words = useTexts(eventWords)
  return <StateTag tone={tones[event.state]}>{words.states[event.state]}</StateTag>
}
