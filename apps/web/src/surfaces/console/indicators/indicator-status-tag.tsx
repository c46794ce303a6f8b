import type { Indicator } from '@civitas/sdk'
import { useTexts } from '@civitas/ui'
import { StateTag } from '../parts/page.tsx'
import { indicatorTexts } from './indicators.texts.ts'

const tones = { normal: undefined, attention: 'loud', alarm: 'bad', unknown: 'over' } as const

/** How a figure stands against its limits, in words. */
export function IndicatorStatusTag({ status }: { status: Indicator['current']['status'] }) {
  const texts = useTexts(indicatorTexts)
  return <StateTag tone={tones[status]}>{texts.status[status]}</StateTag>
}
