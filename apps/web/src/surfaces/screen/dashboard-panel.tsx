import type { Dashboard, Indicator } from '@civitas/sdk'
import { EmptyState, usePick, useTexts } from '@civitas/ui'
import { indicatorCards } from './dashboard-cards.ts'
import { DivisionBars } from './division-bars.tsx'
import { IndicatorTile } from './indicator-tile.tsx'
import styles from './indicators.module.css'
import { Panel } from './panel.tsx'
import { screenTexts } from './screen.texts.ts'

interface DashboardPanelProps {
  dashboard: Dashboard
  indicators: Indicator[]
  onOpen: (indicatorId: string) => void
  /** Also shows the figure by district that the dashboard has. */
  isDivided: boolean
}

/** The figures of a domain’s dashboard, as the domain declares it. */
export function DashboardPanel({ dashboard, indicators, onOpen, isDivided }: DashboardPanelProps) {
  const pick = usePick()
  const texts = useTexts(screenTexts)
  const cards = indicatorCards(dashboard, indicators)
  const tiles = cards.filter((card) => card.display !== 'by-division')
  const divided = isDivided && cards.find((card) => card.display === 'by-division')
  return (
    <Panel title={pick(dashboard.title)} grow={Math.ceil(tiles.length / 2)} basis="auto">
      {cards.length === 0 ? <EmptyState title={texts.noIndicators} why={texts.noIndicatorsWhy} /> : null}
      <div className={styles.figures}>
        <div className={styles.grid}>
          {tiles.map(({ indicator }) => (
            <IndicatorTile key={indicator.id} indicator={indicator} onOpen={onOpen} />
          ))}
        </div>
        {divided ? <DivisionBars indicator={divided.indicator} caption /> : null}
      </div>
    </Panel>
  )
}
