import {
  type CityNetwork,
  getNetworkMap,
  listNetworkRecords,
  type NetworkMap,
  type NetworkRecord,
  type NetworkRecordKind,
  type WarningLevel,
} from '@civitas/sdk'
import { EmptyState, formatNumber, LevelTag, Loading, RelativeTime, useTexts, useTheme } from '@civitas/ui'
import { Button, Pagination, Select, Table } from 'antd'
import { lazy, Suspense, useState } from 'react'
import { Link, useNavigate } from 'react-router'
import { useLive } from '../../../app/live.ts'
import { ProblemView } from '../../../app/problem-view.tsx'
import { refresh, useRead } from '../../../app/query.ts'
import { DivisionSelect } from '../parts/division-select.tsx'
import { Columns, Page, Quiet, Section } from '../parts/page.tsx'
import { networkColours } from './network-colours.ts'
import styles from './networks.module.css'
import { networksTexts } from './networks.texts.ts'
import type { MapWindow } from './networks-map.tsx'

const NetworksMap = lazy(() => import('./networks-map.tsx').then((m) => ({ default: m.NetworksMap })))

const networks: readonly CityNetwork[] = ['governance', 'urban', 'emergency']
const kinds: readonly NetworkRecordKind[] = ['event', 'case', 'hotline', 'exchange']
const levels = ['red', 'orange', 'yellow', 'blue'] as const
const perPage = 10

interface Chosen {
  network?: CityNetwork
  kind?: NetworkRecordKind
  level?: WarningLevel
  division?: string
}

/** 三网融合一图: what is open in social governance, urban management and emergency, together by place (PLT-089). */
export function NetworksPage() {
  const texts = useTexts(networksTexts)
  const navigate = useNavigate()
  const [chosen, setChosen] = useState<Chosen>({})
  const [window, setWindow] = useState<MapWindow | null>(null)
  const read = useRead(
    getNetworkMap,
    { query: { ...chosen, bbox: window?.bbox ?? '', zoom: window?.zoom ?? 0 } },
    { enabled: window !== null, keepPrevious: true, everyMs: 60_000 },
  )
  useLive(['events', 'cases'], () => refresh(getNetworkMap, listNetworkRecords))
  const narrow = (more: Chosen) => setChosen((was) => ({ ...was, ...more }))
  return (
    <Page title={texts.title} under={texts.why}>
      <Filters chosen={chosen} onChange={narrow} />
      {read.error ? <ProblemView error={read.error} onRetry={() => void read.refetch()} /> : null}
      <Columns
        main={
          <>
            <Section title={texts.map}>
              <div className={styles.map}>
                <Suspense fallback={<Loading />}>
                  <NetworksMap shown={read.data} onMove={setWindow} onOpen={(address) => navigate(address)} />
                </Suspense>
              </div>
              <Legend />
              {read.data && read.data.squares.length > 0 ? <Quiet>{texts.zoomed}</Quiet> : null}
            </Section>
            {window ? (
              <Records key={JSON.stringify([chosen, window.bbox])} chosen={chosen} bbox={window.bbox} />
            ) : null}
          </>
        }
        side={read.data ? <Counts shown={read.data} onNarrow={narrow} /> : <Loading />}
      />
    </Page>
  )
}

function Filters({ chosen, onChange }: { chosen: Chosen; onChange: (more: Chosen) => void }) {
  const texts = useTexts(networksTexts)
  return (
    <div className={styles.filters}>
      <Select
        allowClear
        aria-label={texts.network}
        placeholder={texts.network}
        style={{ width: 150 }}
        value={chosen.network}
        options={networks.map((value) => ({ value, label: texts.networks[value] }))}
        onChange={(network) => onChange({ network })}
      />
      <Select
        allowClear
        aria-label={texts.kind}
        placeholder={texts.kind}
        style={{ width: 150 }}
        value={chosen.kind}
        options={kinds.map((value) => ({ value, label: texts.kinds[value] }))}
        onChange={(kind) => onChange({ kind })}
      />
      <Select
        allowClear
        aria-label={texts.level}
        placeholder={texts.level}
        style={{ width: 120 }}
        value={chosen.level}
        options={levels.map((value) => ({ value, label: texts.levels[value] }))}
        onChange={(level) => onChange({ level })}
      />
      <DivisionSelect value={chosen.division} onChange={(division) => onChange({ division })} />
    </div>
  )
}

function Legend() {
  const texts = useTexts(networksTexts)
  const { palette } = useTheme()
  const colours = networkColours(palette)
  return (
    <ul className={styles.legend}>
      {networks.map((one) => (
        <li key={one}>
          <span className={styles.swatch} style={{ background: colours[one] }} />
          {texts.networks[one]}
        </li>
      ))}
    </ul>
  )
}

interface CountsProps {
  shown: NetworkMap
  onNarrow: (more: Chosen) => void
}

function Counts({ shown, onNarrow }: CountsProps) {
  const texts = useTexts(networksTexts)
  const sum = (fits: (one: NetworkMap['counts'][number]) => boolean) =>
    shown.counts.reduce((all, one) => all + (fits(one) ? one.count : 0), 0)
  const byLevel = [...levels, null].map((level) => ({
    key: level ?? 'none',
    label: texts.levels[level ?? 'none'],
    of: (network: CityNetwork) => sum((one) => one.network === network && one.level === level),
  }))
  const byKind = kinds.map((kind) => ({
    key: kind,
    label: texts.kinds[kind],
    of: (network: CityNetwork) => sum((one) => one.network === network && one.kind === kind),
  }))
  return (
    <>
      <Section title={texts.counts} extra={formatNumber(sum(() => true))}>
        <Crossed head={texts.level} rows={byLevel} />
      </Section>
      <Section title={texts.byKind}>
        <Crossed head={texts.kind} rows={byKind} />
      </Section>
      <Section title={texts.divisions}>
        <Crossed
          head={texts.division}
          rows={shown.divisions.map((one) => ({
            key: one.code,
            label: (
              <Button
                type="link"
                size="small"
                aria-label={texts.narrow(one.name)}
                onClick={() => onNarrow({ division: one.code })}
              >
                {one.name}
              </Button>
            ),
            of: (network: CityNetwork) => one[network],
          }))}
        />
      </Section>
    </>
  )
}

interface CrossedRow {
  key: string
  label: React.ReactNode
  of: (network: CityNetwork) => number
}

/** Counts of rows by network. */
function Crossed({ head, rows }: { head: string; rows: CrossedRow[] }) {
  const texts = useTexts(networksTexts)
  return (
    <Table<CrossedRow>
      size="small"
      pagination={false}
      scroll={{ x: 'max-content' }}
      dataSource={rows}
      locale={{ emptyText: texts.none }}
      columns={[
        { title: head, render: (_, row) => row.label },
        ...networks.map((network) => ({
          ...{ title: texts.networks[network], key: network, align: 'right' as const },
          render: (_: unknown, row: CrossedRow) => formatNumber(row.of(network)),
        })),
      ]}
    />
  )
}

function Records({ chosen, bbox }: { chosen: Chosen; bbox: string }) {
  const texts = useTexts(networksTexts)
  const [page, setPage] = useState(1)
  const read = useRead(
    listNetworkRecords,
    { query: { ...chosen, bbox, limit: perPage, offset: (page - 1) * perPage } },
    { keepPrevious: true },
  )
  const { items = [], total = 0 } = read.data ?? {}
  return (
    <Section title={texts.records} extra={formatNumber(total)}>
      {read.error ? <ProblemView error={read.error} onRetry={() => void read.refetch()} /> : null}
      {read.data && total === 0 ? <EmptyState title={texts.none} why={texts.noneWhy} /> : null}
      <ul className={styles.records}>
        {items.map((one) => (
          <RecordLine key={one.id} one={one} />
        ))}
      </ul>
      <Pagination
        hideOnSinglePage
        size="small"
        current={page}
        pageSize={perPage}
        total={Math.min(total, 2_000)}
        showSizeChanger={false}
        onChange={setPage}
      />
    </Section>
  )
}

function RecordLine({ one }: { one: NetworkRecord }) {
  const texts = useTexts(networksTexts)
  return (
    <li>
      <span>
        {one.level ? <LevelTag level={one.level} /> : null}{' '}
        <Link to={`/console/${one.page}/${one.id}`}>{one.title}</Link>
      </span>
      <Quiet>
        <span className="code">{one.reference}</span> · {texts.networks[one.network]} ·{' '}
        {texts.kinds[one.kind]} · {one.divisionName ?? texts.noPlace} · <RelativeTime time={one.time} />
      </Quiet>
    </li>
  )
}
