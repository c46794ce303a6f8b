import {
  answerPlanProposal,
  type Incident,
  listIncidentKinds,
  listIncidents,
  listPlanProposals,
  openIncident,
  type PlanProposal,
} from '@civitas/sdk'
import { formatTime, LevelTag, usePick, useTexts } from '@civitas/ui'
import { Button, type TableColumnsType } from 'antd'
import { useRef, useState } from 'react'
import { useNavigate } from 'react-router'
import { client } from '../../../app/client.ts'
import { useRead } from '../../../app/query.ts'
import { FilterBar } from '../list/filter-bar.tsx'
import { ListTable } from '../list/list-table.tsx'
import { RowLink } from '../list/row-link.tsx'
import { useListQuery } from '../list/use-list-query.ts'
import { ActDialog } from '../parts/act-dialog.tsx'
import { FormDialog } from '../parts/form-dialog.tsx'
import { Page, Section } from '../parts/page.tsx'
import { useMay } from '../parts/permissions.tsx'
import { PlaceField } from '../parts/place-field.tsx'
import styles from './command.module.css'
import { commandTexts } from './command.texts.ts'
import { DrillStart } from './drill-panel.tsx'
import { useCommandNews } from './use-command.ts'

const names = ['state', 'kind', 'drill'] as const

/** Incidents, what plans are proposed for, and the way into a drill. */
export function IncidentListPage() {
  const texts = useTexts(commandTexts)
  const may = useMay()
  const query = useListQuery(names)
  const box = useRef<HTMLDivElement>(null)
  const [isOpening, setOpening] = useState(false)
  const { state, kind, drill } = query.filters
  const read = useRead(
    listIncidents,
    {
      query: {
        ...{ limit: query.limit, offset: query.offset, search: query.search || undefined, kind },
        state: state as Incident['state'] | undefined,
        drill: drill === undefined ? undefined : drill === 'true',
      },
    },
    { keepPrevious: true },
  )
  useCommandNews([listIncidents, listPlanProposals])
  return (
    <Page title={texts.incidents}>
      <Proposals />
      <FilterBar query={query} filters={useFilters()} placeholder={texts.search} searchBox={box}>
        {may('command.direct') ? <DrillStart /> : null}
        {may('command.report') ? (
          <Button type="primary" onClick={() => setOpening(true)}>
            {texts.open}
          </Button>
        ) : null}
      </FilterBar>
      <ListTable
        label={texts.incidents}
        read={read}
        query={query}
        columns={useColumns()}
        rowKey={(one) => one.id}
        to={(one) => `/console/incidents/${one.id}`}
        searchBox={box}
        empty={{ title: texts.empty, why: texts.emptyWhy }}
      />
      {isOpening ? <OpenDialog onClose={() => setOpening(false)} /> : null}
    </Page>
  )
}

function useFilters() {
  const texts = useTexts(commandTexts)
  const pick = usePick()
  const kinds = useRead(listIncidentKinds, {}, { staleMs: 600_000 })
  return [
    {
      name: 'state',
      label: texts.state,
      width: 112,
      options: Object.entries(texts.states).map(([value, label]) => ({ value, label })),
    },
    {
      name: 'kind',
      label: texts.kind,
      width: 168,
      options: (kinds.data ?? []).map((one) => ({ value: one.id, label: pick(one.title) })),
    },
    {
      name: 'drill',
      label: texts.drill,
      width: 96,
      options: [
        { value: 'true', label: texts.yes },
        { value: 'false', label: texts.no },
      ],
    },
  ]
}

function useColumns(): TableColumnsType<Incident> {
  const texts = useTexts(commandTexts)
  const pick = usePick()
  return [
    {
      title: texts.level,
      key: 'level',
      width: 96,
      render: (_, one) => <LevelTag level={one.level ?? one.proposal.level} />,
    },
    {
      title: texts.title,
      key: 'title',
      render: (_, one) => (
        <>
          <RowLink to={`/console/incidents/${one.id}`}>{one.title}</RowLink>
          <small>
            <span className="code">{one.reference}</span> · {pick(one.kindTitle)}
          </small>
        </>
      ),
    },
    { title: texts.state, key: 'state', render: (_, one) => texts.states[one.state] },
    { title: texts.place, key: 'place', render: (_, one) => one.divisionName ?? '—' },
    { title: texts.commander, key: 'commander', render: (_, one) => one.commanderName ?? '—' },
    { title: texts.opened, key: 'opened', render: (_, one) => formatTime(one.openedTime) },
  ]
}

/** Proposals nobody has answered yet. */
function Proposals() {
  const texts = useTexts(commandTexts)
  const pick = usePick()
  const may = useMay()
  const read = useRead(listPlanProposals, { query: {} })
  const [asked, setAsked] = useState<{ proposal: PlanProposal; take: boolean } | null>(null)
  const navigate = useNavigate()
  const open = (read.data ?? []).filter((one) => one.state === 'open')
  if (open.length === 0) return null
  return (
    <Section title={texts.proposals} extra={open.length}>
      {open.slice(0, 6).map((one) => (
        <div key={one.id} className={styles.inline}>
          <LevelTag level={one.level} />
          <b>{pick(one.title)}</b>
          <span>{one.reason}</span>
          {may('command.direct') ? (
            <>
              <Button size="small" type="primary" onClick={() => setAsked({ proposal: one, take: true })}>
                {texts.take}
              </Button>
              <Button size="small" onClick={() => setAsked({ proposal: one, take: false })}>
                {texts.refuse}
              </Button>
            </>
          ) : null}
        </div>
      ))}
      {asked ? (
        <ActDialog
          title={asked.take ? texts.take : texts.refuse}
          why={asked.proposal.reason}
          comment="optional"
          act={async (comment) => {
            const body = { take: asked.take, ...(comment ? { comment } : {}) }
            const answered = await client.call(answerPlanProposal, {
              params: { id: asked.proposal.id },
              body,
            })
            if (answered.incidentId && asked.take) navigate(`/console/incidents/${answered.incidentId}`)
          }}
          onClose={() => setAsked(null)}
        />
      ) : null}
    </Section>
  )
}

interface OpenValues {
  kind: string
  title: string
  text: string
  source: string
  position?: [number, number]
  drill?: boolean
}

function OpenDialog({ onClose }: { onClose: () => void }) {
  const texts = useTexts(commandTexts)
  const pick = usePick()
  const navigate = useNavigate()
  const kinds = useRead(listIncidentKinds, {}, { staleMs: 600_000 })
  return (
    <FormDialog<OpenValues>
      title={texts.open}
      first={{ source: 'phone' }}
      fields={[
        {
          ...{ name: 'kind', label: texts.kind, kind: 'choice', required: true },
          options: (kinds.data ?? []).map((one) => ({ value: one.id, label: pick(one.title) })),
        },
        { name: 'title', label: texts.title, kind: 'text', required: true },
        { name: 'text', label: texts.words, kind: 'area', required: true },
        {
          ...{ name: 'source', label: texts.source, kind: 'choice', required: true },
          options: Object.entries(texts.sources).map(([value, label]) => ({ value, label })),
        },
        {
          ...{ name: 'position', label: texts.position, kind: 'custom' },
          control: <PlaceField none={texts.positionNone} />,
        },
        { name: 'drill', label: texts.asDrill, kind: 'tick' },
      ]}
      act={async (values) => {
        const made = await client.call(openIncident, { body: values })
        navigate(`/console/incidents/${made.id}`)
      }}
      onClose={onClose}
    />
  )
}
