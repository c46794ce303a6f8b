import { EmptyState, useTexts } from '@civitas/ui'
import { Tabs } from 'antd'
import { useSearchParams } from 'react-router'
import { appTexts } from '../../../app/app.texts.ts'
import { Page } from '../parts/page.tsx'
import { useMay } from '../parts/permissions.tsx'
import { AlarmList } from './alarm-list.tsx'
import { FenceList } from './fence-list.tsx'
import { NearestUnits } from './nearest-units.tsx'
import { Presence } from './presence.tsx'
import { QueryList } from './query-list.tsx'
import { Replay } from './replay.tsx'
import { tracksTexts } from './tracks.texts.ts'

/** Where moving objects were and are: replay, nearest units, who was there, fences, their alarms, and who asked. */
export function TracksPage() {
  const { title, tabs } = useTexts(tracksTexts)
  const { forbidden } = useTexts(appTexts)
  const may = useMay()
  const [parameters, setParameters] = useSearchParams()
  if (!may('sensing.tracks')) return <EmptyState title={forbidden} />
  return (
    <Page title={title}>
      <Tabs
        destroyOnHidden
        activeKey={parameters.get('tab') ?? 'replay'}
        onChange={(tab) => setParameters(tab === 'replay' ? {} : { tab })}
        items={[
          { key: 'replay', label: tabs.replay, children: <Replay /> },
          { key: 'nearest', label: tabs.nearest, children: <NearestUnits /> },
          { key: 'presence', label: tabs.presence, children: <Presence /> },
          { key: 'fences', label: tabs.fences, children: <FenceList /> },
          { key: 'alarms', label: tabs.alarms, children: <AlarmList /> },
          { key: 'queries', label: tabs.queries, children: <QueryList /> },
        ]}
      />
    </Page>
  )
}
