import { EmptyState, useTexts } from '@civitas/ui'
import { Tabs } from 'antd'
import { useSearchParams } from 'react-router'
import { appTexts } from '../../../app/app.texts.ts'
import { Page } from '../parts/page.tsx'
import { useMay } from '../parts/permissions.tsx'
import { AlarmList } from './alarm-list.tsx'
import { DutyHours } from './duty-hours.tsx'
import { FenceList } from './fence-list.tsx'
import { LiveUnits } from './live-units.tsx'
import { NearestUnits } from './nearest-units.tsx'
import { Presence } from './presence.tsx'
import { QueryList } from './query-list.tsx'
import { Replay } from './replay.tsx'
import { RequestList } from './request-list.tsx'
import { RetentionList } from './retention-list.tsx'
import { tracksTexts } from './tracks.texts.ts'

/** Where moving objects are and were, who was there, fences and their alarms, and how people are protected. */
export function TracksPage() {
  const { title, tabs } = useTexts(tracksTexts)
  const { forbidden } = useTexts(appTexts)
  const may = useMay()
  const [parameters, setParameters] = useSearchParams()
  // A link to one object means its track.
  const tab = parameters.get('tab') ?? (parameters.has('entity') ? 'replay' : 'live')
  const requests = { key: 'requests', label: tabs.requests, children: <RequestList /> }
  if (!may('sensing.tracks') && may('sensing.approve-tracks'))
    return (
      <Page title={title}>
        <Tabs items={[requests]} />
      </Page>
    )
  if (!may('sensing.tracks')) return <EmptyState title={forbidden} />
  return (
    <Page title={title}>
      <Tabs
        destroyOnHidden
        activeKey={tab}
        onChange={(next) => setParameters(next === 'live' ? {} : { tab: next })}
        items={[
          { key: 'live', label: tabs.live, children: <LiveUnits /> },
          { key: 'replay', label: tabs.replay, children: <Replay /> },
          { key: 'nearest', label: tabs.nearest, children: <NearestUnits /> },
          { key: 'presence', label: tabs.presence, children: <Presence /> },
          { key: 'fences', label: tabs.fences, children: <FenceList /> },
          { key: 'alarms', label: tabs.alarms, children: <AlarmList /> },
          { key: 'duty', label: tabs.duty, children: <DutyHours /> },
          { key: 'retention', label: tabs.retention, children: <RetentionList /> },
          requests,
          { key: 'queries', label: tabs.queries, children: <QueryList /> },
        ]}
      />
    </Page>
  )
}
