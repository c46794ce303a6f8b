import type { Opening } from '@civitas/sdk'
import { useTexts } from '@civitas/ui'
import { StateTag } from '../parts/page.tsx'
import { openingTexts } from './openings.texts.ts'

/** Where a proposal stands. */
export function OpeningStateTag({ opening }: { opening: Opening }) {
  const texts = useTexts(openingTexts)
  const { state } = opening
  const tone =
    state === 'rejected'
      ? 'bad'
      : state === 'replaced' || state === 'withdrawn'
        ? 'over'
        : state === 'published'
          ? undefined
          : 'loud'
  return <StateTag tone={tone}>{texts.states[state]}</StateTag>
}
