import { EmptyState, useTexts } from '@civitas/ui'
import { Tabs } from 'antd'
import { useSearchParams } from 'react-router'
import { appTexts } from '../../../app/app.texts.ts'
import { Page } from '../parts/page.tsx'
import { useMay } from '../parts/permissions.tsx'
import { EmbedList } from './embed-list.tsx'
import { FileList } from './file-list.tsx'
import { ForecastList } from './forecast-list.tsx'
import { insightTexts } from './insight.texts.ts'
import { ViewList } from './view-list.tsx'

/** Panels of several devices, forecasts of series, and files made by the clock. */
export function InsightPage() {
  const { title, tabs } = useTexts(insightTexts)
  const { forbidden } = useTexts(appTexts)
  const may = useMay()
  const [parameters, setParameters] = useSearchParams()
  if (!may('sensing.read')) return <EmptyState title={forbidden} />
  return (
    <Page title={title}>
      <Tabs
        destroyOnHidden
        activeKey={parameters.get('tab') ?? 'views'}
        onChange={(tab) => setParameters(tab === 'views' ? {} : { tab })}
        items={[
          { key: 'views', label: tabs.views, children: <ViewList /> },
          { key: 'forecasts', label: tabs.forecasts, children: <ForecastList /> },
          { key: 'files', label: tabs.files, children: <FileList /> },
          { key: 'embeds', label: tabs.embeds, children: <EmbedList /> },
        ]}
      />
    </Page>
  )
}
