import { type FleetThing, getThing, getThingTimeline, type LatestValue } from '@civitas/sdk'
import { Loading, useTexts } from '@civitas/ui'
import { Tabs } from 'antd'
import { type ComponentType, lazy, type ReactNode, Suspense } from 'react'
import { Link, useParams, useSearchParams } from 'react-router'
import { ProblemView } from '../../../app/problem-view.tsx'
import { useRead } from '../../../app/query.ts'
import { Page } from '../parts/page.tsx'
import { useMay } from '../parts/permissions.tsx'
import { deviceTexts } from './device.texts.ts'
import { DeviceAdmission } from './device-admission.tsx'
import { DeviceFacts } from './device-facts.tsx'
import { DeviceLive } from './device-live.tsx'
import { devicesTexts } from './devices.texts.ts'
import { ThingStateTag } from './thing-state-tag.tsx'

interface TabProps {
  thing: FleetThing
}

function tab<N extends string>(load: () => Promise<Record<N, ComponentType<TabProps>>>, name: N) {
  return lazy(() => load().then((module) => ({ default: module[name] })))
}

const Shadow = tab(() => import('./device-shadow.tsx'), 'DeviceShadow')
const Commands = tab(() => import('../commands/thing-command-list.tsx'), 'ThingCommandList')
const Quality = tab(() => import('./device-quality.tsx'), 'DeviceQuality')
const Care = tab(() => import('./device-care.tsx'), 'DeviceCare')
const Messages = tab(() => import('./device-messages.tsx'), 'DeviceMessages')
const Firings = tab(() => import('../rules/firing-list.tsx'), 'ThingFirings')
const Credentials = tab(() => import('./device-credentials.tsx'), 'DeviceCredentials')
const Timeline = tab(() => import('./device-timeline.tsx'), 'DeviceTimeline')
const History = lazy(() => import('./device-history.tsx').then((m) => ({ default: m.DeviceHistory })))

/** One device: what it says, what it should be, what it was told, and how far it can be trusted. */
export function DevicePage() {
  const { id = '' } = useParams()
  const texts = useTexts(devicesTexts)
  // The state changes with the first reading and with silence, neither of which the live channel tells.
  const read = useRead(getThing, { params: { id } }, { everyMs: 10_000 })
  const fleet = useRead(getThingTimeline, { params: { id }, query: { limit: 1 } }, { everyMs: 10_000 })
  const error = read.error ?? fleet.error
  if (error && !(read.data && fleet.data))
    return <ProblemView error={error} onRetry={() => void Promise.all([read.refetch(), fleet.refetch()])} />
  if (!read.data || !fleet.data) return <Loading />
  const { thing } = fleet.data
  return (
    <Page
      backTo="/console/devices"
      title={
        <>
          {thing.name} <ThingStateTag state={thing.state} />
        </>
      }
      under={<span className="code">{thing.reference}</span>}
      acts={
        <>
          <DeviceAdmission thing={thing} />
          <Link to={`/console/entities/${thing.id}`}>{texts.asEntity}</Link>
        </>
      }
    >
      <DeviceFacts thing={thing} />
      <DeviceTabs thing={thing} datastreams={read.data.datastreams} />
    </Page>
  )
}

function DeviceTabs({ thing, datastreams }: TabProps & { datastreams: LatestValue[] }) {
  const { tabs } = useTexts(deviceTexts)
  const may = useMay()
  const [parameters, setParameters] = useSearchParams()
  const panes: [keyof typeof tabs, ReactNode, shown?: boolean][] = [
    ['live', <DeviceLive key="live" thing={thing} datastreams={datastreams} />],
    ['shadow', <Shadow key="shadow" thing={thing} />],
    ['commands', <Commands key="commands" thing={thing} />],
    ['quality', <Quality key="quality" thing={thing} />],
    ['care', <Care key="care" thing={thing} />],
    ['history', <History key="history" datastreams={datastreams} />],
    ['messages', <Messages key="messages" thing={thing} />],
    ['firings', <Firings key="firings" thing={thing} />],
    ['credentials', <Credentials key="credentials" thing={thing} />, may('sensing.credentials')],
    ['timeline', <Timeline key="timeline" thing={thing} />],
  ]
  return (
    <Tabs
      destroyOnHidden
      activeKey={parameters.get('tab') ?? 'live'}
      onChange={(key) => setParameters(key === 'live' ? {} : { tab: key }, { replace: true })}
      items={panes
        .filter(([, , shown = true]) => shown)
        .map(([key, pane]) => ({
          key,
          label: tabs[key],
          children: <Suspense fallback={<Loading />}>{pane}</Suspense>,
        }))}
    />
  )
}
