import { useTexts } from '@civitas/ui'
import { Tabs } from 'antd'
import { useSearchParams } from 'react-router'
import { Page } from '../parts/page.tsx'
import { CalibrationList } from './calibration-list.tsx'
import { DensityAdvice } from './density-advice.tsx'
import { ForecastList } from './forecast-list.tsx'
import { healthTexts } from './health.texts.ts'
import { OrderList } from './order-list.tsx'
import { ScoreList } from './score-list.tsx'

/** How good the data of the fleet are, what will fail, and what is done about it. */
export function HealthPage() {
  const { title, tabs } = useTexts(healthTexts)
  const [parameters, setParameters] = useSearchParams()
  return (
    <Page title={title}>
      <Tabs
        destroyOnHidden
        activeKey={parameters.get('tab') ?? 'forecasts'}
        onChange={(tab) => setParameters(tab === 'forecasts' ? {} : { tab })}
        items={[
          { key: 'forecasts', label: tabs.forecasts, children: <ForecastList /> },
          { key: 'scores', label: tabs.scores, children: <ScoreList /> },
          { key: 'calibrations', label: tabs.calibrations, children: <CalibrationList /> },
          { key: 'orders', label: tabs.orders, children: <OrderList /> },
          { key: 'density', label: tabs.density, children: <DensityAdvice /> },
        ]}
      />
    </Page>
  )
}
