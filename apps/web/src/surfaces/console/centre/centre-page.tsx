import {
  type CentreArea,
  type CentreUnit,
  getGovernanceCentre,
  listCentreSeats,
  listRosters,
  listShifts,
} from '@civitas/sdk'
import { formatNumber, formatTime, Loading, useTexts } from '@civitas/ui'
import { Table, type TableColumnsType } from 'antd'
import { useMemo } from 'react'
import { Link } from 'react-router'
import { ProblemView } from '../../../app/problem-view.tsx'
import { useRead } from '../../../app/query.ts'
import { useListQuery } from '../list/use-list-query.ts'
import { DaysField } from '../parts/days-field.tsx'
import { DivisionSelect } from '../parts/division-select.tsx'
import { Columns, Line, Lines, Page, Quiet, Section } from '../parts/page.tsx'
import { useMay } from '../parts/permissions.tsx'
import styles from '../reach/reach.module.css'
import { centreTexts } from './centre.texts.ts'

const names = ['division', 'days'] as const

/** 综治中心: duty, clocks, disputes waiting for a ruling, and closed-loop scores of a division. */
export function CentrePage() {
  const texts = useTexts(centreTexts)
  const may = useMay()
  const query = useListQuery(names)
  const { division } = query.filters
  const days = Math.max(1, Number(query.filters.days ?? 30))
  const read = useRead(
    getGovernanceCentre,
    { query: { ...(division ? { division } : {}), days } },
    { keepPrevious: true, everyMs: 60_000 },
  )
  return (
    <Page title={texts.title} under={texts.under}>
      <div className={styles.filters}>
        <DivisionSelect value={division} onChange={(code) => query.set({ division: code ?? null })} />
        <DaysField label={texts.days} value={days} onChange={(value) => query.set({ days: value })} />
      </div>
      {read.isError ? <ProblemView error={read.error} onRetry={() => void read.refetch()} /> : null}
      <Columns
        main={
          read.data ? (
            <>
              <Clocks clocks={read.data.clocks} />
              <Scores
                title={texts.areas}
                first={texts.area}
                rows={read.data.areas}
                keyOf={(one) => one.code}
              />
              <Scores
                title={texts.units}
                first={texts.unit}
                rows={read.data.units}
                keyOf={(one) => one.organisationId}
              />
              <Quiet>{`${texts.method}：${read.data.method}`}</Quiet>
            </>
          ) : read.isError ? null : (
            <Loading />
          )
        }
        side={
          <>
            {may('command.read') ? <OnDuty division={read.data?.division} /> : null}
            <Section title={texts.disputes} extra={formatNumber(read.data?.disputes.length ?? 0)}>
              {read.data?.disputes.length === 0 ? <Quiet>{texts.noDisputes}</Quiet> : null}
              <Lines>
                {(read.data?.disputes ?? []).map((one) => (
                  <Line
                    key={one.caseId}
                    to={`/console/cases/${one.caseId}`}
                    title={`${one.reference} ${one.title}`}
                    note={`${texts.refused(one.refusedBy.join('、'))} · ${formatTime(one.sinceTime)}`}
                  />
                ))}
              </Lines>
            </Section>
          </>
        }
      />
    </Page>
  )
}

type Board = NonNullable<ReturnType<typeof useRead<typeof getGovernanceCentre>>['data']>

function Clocks({ clocks }: { clocks: Board['clocks'] }) {
  const texts = useTexts(centreTexts)
  const right = { align: 'right' as const }
  return (
    <Section title={texts.clockTitle}>
      <Table
        size="small"
        rowKey="clock"
        pagination={false}
        dataSource={clocks}
        scroll={{ x: 'max-content' }}
        columns={[
          { title: texts.clock, render: (_, one) => texts.clocks[one.clock] },
          { ...right, title: texts.due, render: (_, one) => formatNumber(one.due) },
          { ...right, title: texts.inTime, render: (_, one) => formatNumber(one.inTime) },
          {
            ...{ ...right, title: texts.rate },
            render: (_, one) => (one.due > 0 ? `${formatNumber((one.inTime / one.due) * 100, 1)}%` : '—'),
          },
          { ...right, title: texts.running, render: (_, one) => formatNumber(one.running) },
          { ...right, title: texts.late, render: (_, one) => formatNumber(one.late) },
          { ...right, title: texts.median, render: (_, one) => formatNumber(one.medianMinutes, 1) },
        ]}
      />
    </Section>
  )
}

interface ScoresProps<T> {
  title: string
  first: string
  rows: T[]
  keyOf: (one: T) => string
}

function Scores<T extends CentreArea | CentreUnit>({ title, first, rows, keyOf }: ScoresProps<T>) {
  const texts = useTexts(centreTexts)
  const right = { align: 'right' as const }
  const share = (value: number | null) => (value === null ? '—' : `${formatNumber(value, 1)}%`)
  const columns: TableColumnsType<T> = [
    { title: first, render: (_, one) => one.name },
    ...(['open', 'closed'] as const).map((key) => ({
      ...{ ...right, key, title: texts[key] },
      render: (_: unknown, one: T) => formatNumber(one[key]),
    })),
    ...(['closedInTime', 'firstPass', 'onSiteInTime'] as const).map((key) => ({
      ...{ ...right, key, title: texts[key] },
      render: (_: unknown, one: T) => share(one[key]),
    })),
    ...(['absent', 'returned'] as const).map((key) => ({
      ...{ ...right, key, title: texts[key] },
      render: (_: unknown, one: T) => formatNumber(one[key]),
    })),
    {
      ...{ ...right, key: 'score', title: texts.score },
      render: (_, one) => <b>{one.score === null ? '—' : formatNumber(one.score, 2)}</b>,
    },
  ]
  return (
    <Section title={title}>
      <Table
        size="small"
        rowKey={keyOf}
        dataSource={rows}
        scroll={{ x: 'max-content' }}
        pagination={{ pageSize: 10, hideOnSinglePage: true }}
        locale={{ emptyText: texts.empty }}
        columns={columns}
      />
    </Section>
  )
}

function OnDuty({ division }: { division: string | undefined }) {
  const texts = useTexts(centreTexts)
  const now = useMemo(() => new Date(), [])
  const shifts = useRead(listShifts, {
    query: { from: now.toISOString(), to: new Date(now.getTime() + 60_000).toISOString() },
  })
  const rosters = useRead(listRosters, {}, { staleMs: 600_000 })
  const postOf = (rosterId: string, post: string) =>
    rosters.data?.find((one) => one.id === rosterId)?.posts.find((one) => one.post === post)?.title ?? post
  const seats = useRead(listCentreSeats, { query: division ? { division } : {} })
  const held = seats.data?.items ?? []
  return (
    <Section title={texts.duty} extra={<Link to="/console/rosters">{texts.roster}</Link>}>
      {shifts.data?.length === 0 ? <Quiet>{texts.noDuty}</Quiet> : null}
      <Lines>
        {(shifts.data ?? []).slice(0, 12).map((one) => (
          <Line
            key={one.id}
            title={`${postOf(one.rosterId, one.post)} ${one.person.name}`}
            note={texts.until(formatTime(one.end))}
          />
        ))}
        {held.map((one) => (
          <Line
            key={one.id}
            title={`${texts.seats} ${one.title}`}
            note={one.holder?.name ?? texts.seatFree}
          />
        ))}
      </Lines>
    </Section>
  )
}
