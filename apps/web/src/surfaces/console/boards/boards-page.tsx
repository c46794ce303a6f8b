import { type BoardLine, type CaseBoard, getCaseBoard, listCaseBoards } from '@civitas/sdk'
import { formatNumber, formatTime, Loading, Stat, usePick, useTexts } from '@civitas/ui'
import { KitChart } from '@civitas/ui/charts/kit-chart.tsx'
import { Segmented, Table } from 'antd'
import { Link } from 'react-router'
import { ProblemView } from '../../../app/problem-view.tsx'
import { useRead } from '../../../app/query.ts'
import { useListQuery } from '../list/use-list-query.ts'
import { DaysField } from '../parts/days-field.tsx'
import { DivisionSelect } from '../parts/division-select.tsx'
import { Columns, Line, Lines, Page, Quiet, Section } from '../parts/page.tsx'
import reach from '../reach/reach.module.css'
import styles from './boards.module.css'
import { boardTexts } from './boards.texts.ts'

const names = ['field', 'division', 'days'] as const
const shown = ['open', 'overdue', 'filed', 'closed', 'inTime', 'reopened'] as const

/** 城管分领域看板: one board for each sub-field, with one set of rights and one way of counting. */
export function BoardsPage() {
  const texts = useTexts(boardTexts)
  const pick = usePick()
  const query = useListQuery(names)
  const all = useRead(listCaseBoards, {}, { everyMs: 60_000 })
  const { division } = query.filters
  const days = Math.max(1, Number(query.filters.days ?? 14))
  const field = query.filters.field ?? all.data?.[0]?.id
  const read = useRead(
    getCaseBoard,
    { params: { id: field ?? '' }, query: { days, ...(division ? { division } : {}) } },
    { keepPrevious: true, everyMs: 60_000, enabled: field !== undefined },
  )
  const error = all.error ?? read.error
  return (
    <Page
      title={texts.title}
      under={texts.under}
      acts={
        <>
          <Link to="/console/city-parts">{texts.parts}</Link>{' '}
          <Link to="/console/cases">{texts.caseList}</Link>
        </>
      }
    >
      <div className={reach.filters}>
        <Segmented
          aria-label={texts.field}
          value={field ?? ''}
          options={(all.data ?? []).map((one) => ({
            value: one.id,
            label: `${pick(one.title)} ${formatNumber(one.open)}`,
          }))}
          onChange={(next) => query.set({ field: next })}
        />
        <DivisionSelect value={division} onChange={(code) => query.set({ division: code ?? null })} />
        <DaysField label={texts.days} value={days} onChange={(value) => query.set({ days: value })} />
      </div>
      {error ? <ProblemView error={error} onRetry={() => void read.refetch()} /> : null}
      {read.data ? <Board board={read.data} /> : error ? null : <Loading />}
    </Page>
  )
}

function Board({ board }: { board: CaseBoard }) {
  const texts = useTexts(boardTexts)
  const pick = usePick()
  const percent = (value: number | null) => (value === null ? '—' : formatNumber(value, 1))
  return (
    <>
      <div className={styles.figures}>
        {shown.map((name) => (
          <Stat
            key={name}
            label={texts.counts[name]}
            value={name === 'inTime' ? percent(board.inTime) : formatNumber(board[name])}
            {...(name === 'inTime' && board.inTime !== null ? { unit: '%' } : {})}
            tone={name === 'overdue' && board.overdue > 0 ? 'alarm' : 'normal'}
          />
        ))}
        <Stat
          label={texts.median}
          value={board.medianHours === null ? '—' : formatNumber(board.medianHours, 1)}
          {...(board.medianHours === null ? {} : { unit: texts.hours })}
        />
      </div>
      <Columns
        main={
          <>
            <Days board={board} />
            <BoardTable title={texts.classes} first={texts.smallClass} rows={board.classes} nameOf={pick} />
          </>
        }
        side={
          <>
            <Section title={texts.late} extra={formatNumber(board.overdue)}>
              {board.late.length === 0 ? <Quiet>{texts.noLate}</Quiet> : null}
              <Lines>
                {board.late.map((one) => (
                  <Line
                    key={one.caseId}
                    to={`/console/cases/${one.caseId}`}
                    title={`${one.title} ${one.divisionName ?? ''}`}
                    note={formatTime(one.dueTime)}
                  />
                ))}
              </Lines>
            </Section>
            <BoardTable title={texts.areas} first={texts.area} rows={board.areas} nameOf={pick} isNarrow />
          </>
        }
      />
      <div className={styles.method}>
        <Quiet>{`${texts.method}：${board.method}`}</Quiet>
      </div>
    </>
  )
}

function Days({ board }: { board: CaseBoard }) {
  const texts = useTexts(boardTexts)
  const items = (name: 'filed' | 'closed') =>
    board.days.map((one) => ({ name: one.day.slice(5), value: one[name] }))
  return (
    <Section title={texts.trend}>
      <div className={styles.charts}>
        {(['filed', 'closed'] as const).map((name) => {
          const label = name === 'filed' ? texts.filedOnDay : texts.closedOnDay
          return (
            <figure key={name}>
              <figcaption>{label}</figcaption>
              <div className={styles.plot}>
                <KitChart kind="bar" data={{ items: items(name), unit: '', precision: 0 }} label={label} />
              </div>
            </figure>
          )
        })}
      </div>
    </Section>
  )
}

interface BoardTableProps {
  title: string
  first: string
  rows: BoardLine[]
  nameOf: (title: BoardLine['title']) => string
  isNarrow?: boolean
}

function BoardTable({ title, first, rows, nameOf, isNarrow }: BoardTableProps) {
  const texts = useTexts(boardTexts)
  const columns = isNarrow ? (['open', 'overdue', 'inTime'] as const) : shown
  return (
    <Section title={title}>
      <Table<BoardLine>
        size="small"
        rowKey="code"
        dataSource={rows}
        scroll={{ x: 'max-content' }}
        locale={{ emptyText: texts.none }}
        pagination={{ pageSize: 12, hideOnSinglePage: true, showSizeChanger: false }}
        columns={[
          { title: first, render: (_, one) => nameOf(one.title) },
          ...columns.map((name) => ({
            ...{ key: name, title: texts.counts[name], align: 'right' as const },
            render: (_: unknown, one: BoardLine) =>
              name !== 'inTime'
                ? formatNumber(one[name])
                : one.inTime === null
                  ? '—'
                  : `${formatNumber(one.inTime, 1)}%`,
          })),
        ]}
      />
    </Section>
  )
}
