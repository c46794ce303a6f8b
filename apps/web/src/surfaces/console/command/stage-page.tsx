import {
  type AroundReport,
  getIncident,
  getRoom,
  listResourceUnits,
  listRooms,
  type OperationOutput,
} from '@civitas/sdk'
import { formatWithUnit, LevelTag, Loading, precisionFor, usePick, useTexts } from '@civitas/ui'
import { Button, Tabs } from 'antd'
import { useState } from 'react'
import { Link, useParams } from 'react-router'
import { ProblemView } from '../../../app/problem-view.tsx'
import { useRead } from '../../../app/query.ts'
import { useMay } from '../parts/permissions.tsx'
import { aroundTexts } from './around.texts.ts'
import { AroundPanel } from './around-panel.tsx'
import styles from './command.module.css'
import { commandTexts } from './command.texts.ts'
import { DrillPanel } from './drill-panel.tsx'
import { IncidentLog } from './incident-log.tsx'
import { OrderBoard } from './order-board.tsx'
import { PlanStarts } from './plan-starts.tsx'
import { PublicNotices } from './public-notices.tsx'
import { ReplayPanel } from './replay-panel.tsx'
import type { ReplayMoment } from './replay-rules.ts'
import { ReportTellings } from './report-tellings.tsx'
import { ResourcePanel } from './resource-panel.tsx'
import { RoomPanel } from './room-panel.tsx'
import { type StageAct, StageDialog, useFacts } from './stage-dialogs.tsx'
import { StageMap } from './stage-map.tsx'
import { useCommandNews } from './use-command.ts'
import { WarControl } from './war-control.tsx'

type Detail = OperationOutput<typeof getIncident>

/** 指挥台: one incident with its map, tasks, resources, consultation, log and reports. */
export function StagePage() {
  const { id = '' } = useParams()
  const read = useRead(getIncident, { params: { id } }, { keepPrevious: true })
  useCommandNews([getIncident], id)
  if (read.isError) return <ProblemView error={read.error} onRetry={() => void read.refetch()} />
  return read.data ? <Stage detail={read.data} /> : <Loading />
}

function Stage({ detail }: { detail: Detail }) {
  const texts = useTexts(commandTexts)
  const { incident } = detail
  const [act, setAct] = useState<StageAct | null>(null)
  const [tab, setTab] = useState('log')
  const around = useTexts(aroundTexts)
  const [found, setFound] = useState<{ report: AroundReport; radiusM: number } | null>(null)
  const [moment, setMoment] = useState<ReplayMoment | null>(null)
  const [path, setPath] = useState<[number, number][]>([])
  const rooms = useRead(listRooms, { params: { id: incident.id } })
  const roomId = rooms.data?.[0]?.id ?? ''
  const room = useRead(getRoom, { params: { id: roomId } }, { enabled: roomId !== '' })
  useCommandNews([listRooms, getRoom, listResourceUnits], incident.id)
  const vehicles = useRead(listResourceUnits, { query: { type: 'emergency.vehicle', limit: 100 } })
  const held = (vehicles.data?.items ?? []).filter((one) => one.heldBy?.incidentId === incident.id)
  return (
    <div className={styles.stage}>
      <Head detail={detail} onAct={setAct} />
      <div className={styles.side}>
        {incident.isDrill ? <DrillPanel incidentId={incident.id} onAct={setAct} onTab={setTab} /> : null}
        <WarControl incident={incident} />
        <FactBox detail={detail} />
        <ReportTellings incident={incident} />
        <PublicNotices incident={incident} />
        <PlanStarts incidentId={incident.id} />
      </div>
      <div className={styles.map}>
        <StageMap
          incident={incident}
          marks={room.data?.marks ?? []}
          units={held}
          moment={moment}
          around={found}
          sketch={path}
          onPick={(at) => setPath((known) => [...known, at])}
        />
      </div>
      <div className={styles.under}>
        <Tabs
          size="small"
          activeKey={tab}
          onChange={setTab}
          items={[
            { key: 'log', label: texts.log, children: <IncidentLog incidentId={incident.id} /> },
            {
              ...{ key: 'around', label: around.around },
              children: (
                <AroundPanel
                  incident={incident}
                  report={found?.report ?? null}
                  onReport={(report, radiusM) => setFound({ report, radiusM })}
                />
              ),
            },
            {
              ...{ key: 'replay', label: around.replay },
              children: <ReplayPanel incident={incident} onMoment={setMoment} />,
            },
            { key: 'resources', label: texts.resources, children: <ResourcePanel incident={incident} /> },
            {
              ...{ key: 'room', label: texts.room },
              children: (
                <RoomPanel
                  incidentId={incident.id}
                  view={room.data ?? null}
                  path={path}
                  onClear={() => setPath([])}
                />
              ),
            },
          ]}
        />
      </div>
      <div className={styles.board}>
        <OrderBoard incidentId={incident.id} />
      </div>
      {act ? <StageDialog act={act} detail={detail} onClose={() => setAct(null)} /> : null}
    </div>
  )
}

function Head({ detail, onAct }: { detail: Detail; onAct: (act: StageAct) => void }) {
  const texts = useTexts(commandTexts)
  const pick = usePick()
  const may = useMay()
  const { incident } = detail
  const isOpen = incident.state === 'open'
  const acts: StageAct[] = isOpen ? ['report', 'decide', 'startPlan', 'order', 'end'] : ['report']
  return (
    <header className={styles.bar}>
      <h1>{incident.title}</h1>
      <LevelTag level={incident.level ?? incident.proposal.level} />
      <span className={styles.quiet}>
        <span className="code">{incident.reference}</span> · {pick(incident.kindTitle)} ·{' '}
        {texts.states[incident.state]} · {incident.divisionName ?? ''}
      </span>
      <div className={styles.acts}>
        {acts
          .filter((one) => may(one === 'report' ? 'command.report' : 'command.direct'))
          .map((one) => (
            <Button key={one} size="small" danger={one === 'end'} onClick={() => onAct(one)}>
              {texts[one]}
            </Button>
          ))}
        <Link to={`/console/incidents/${incident.id}/review`}>
          <Button size="small">{texts.review}</Button>
        </Link>
      </div>
    </header>
  )
}

function FactBox({ detail }: { detail: Detail }) {
  const texts = useTexts(commandTexts)
  const { incident, reports, decisions } = detail
  const last = decisions.at(-1)
  return (
    <section className={styles.box}>
      <h2>
        {texts.facts}
        <small>{texts.reports(String(reports.length))}</small>
      </h2>
      <div className={styles.factRow}>
        <span>{texts.proposed}</span>
        <LevelTag level={incident.proposal.level} />
      </div>
      <p className={styles.quiet}>{incident.proposal.reasons.join('；')}</p>
      <p className={styles.quiet}>{incident.proposal.legalBasis}</p>
      <div className={styles.factRow}>
        <span>{texts.level}</span>
        {incident.level ? <LevelTag level={incident.level} /> : <span>{texts.notDecided}</span>}
      </div>
      {last ? (
        <p className={styles.quiet}>
          {last.byName}：{last.comment}
        </p>
      ) : null}
      <FactRows detail={detail} />
    </section>
  )
}

function FactRows({ detail }: { detail: Detail }) {
  const known = useFacts(detail.incident.kind)
  return Object.entries(detail.incident.facts).map(([id, value]) => (
    <div key={id} className={styles.factRow}>
      <span>{known.get(id)?.title ?? id}</span>
      <b>{formatWithUnit(value, known.get(id)?.unit ?? '', precisionFor(value))}</b>
    </div>
  ))
}
