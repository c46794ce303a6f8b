import type { Indicator, IndicatorValue } from '@civitas/sdk'
import {
  formatCompact,
  formatWithUnit,
  Stat,
  type StatProps,
  useLocale,
  usePick,
  useTexts,
} from '@civitas/ui'
import styles from './indicators.module.css'
import { screenTexts } from './screen.texts.ts'

const tones: Record<IndicatorValue['status'], StatProps['tone']> = {
  normal: 'normal',
  attention: 'attention',
  alarm: 'alarm',
  unknown: 'missing',
}

/** A figure one can open down to its rows. */
export function IndicatorTile({ indicator, onOpen }: { indicator: Indicator; onOpen: (id: string) => void }) {
  const pick = usePick()
  const locale = useLocale()
  const texts = useTexts(screenTexts)
  const { current } = indicator
  const note =
    current.value === null
      ? current.note
      : indicator.target === null
        ? ''
        : texts.target(formatWithUnit(indicator.target, indicator.unitLabel, indicator.precision))
  return (
    <button
      type="button"
      className={styles.tile}
      title={note ?? undefined}
      onClick={() => onOpen(indicator.id)}
    >
      <Stat
        label={pick(indicator.title)}
        value={formatCompact(current.value, locale, indicator.precision)}
        unit={current.value === null ? '' : indicator.unitLabel}
        tone={tones[current.status]}
        note={note || undefined}
      />
    </button>
  )
}
