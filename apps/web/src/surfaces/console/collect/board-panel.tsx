import { type CollectDashboard, getCollectDashboard } from '@civitas/sdk'
import { formatNumber, useTexts } from '@civitas/ui'
import { Progress, Table } from 'antd'
import { ProblemView } from '../../../app/problem-view.tsx'
import { useRead } from '../../../app/query.ts'
import { Columns, Facts, Section } from '../parts/page.tsx'
import { formatBytes } from './bytes.ts'
import { collectTexts } from './collect.texts.ts'

type Day = CollectDashboard['days'][number]

/** What came in and went out each day, how fresh and how big everything is, and what failed. */
export function BoardPanel() {
  const texts = useTexts(collectTexts)
  const read = useRead(getCollectDashboard, { query: { days: 14 } }, { everyMs: 5_000 })
  if (read.isError) return <ProblemView error={read.error} onRetry={() => void read.refetch()} />
  const board = read.data
  if (!board) return null
  const counts = [
    'datasets',
    'rows',
    'onTime',
    'overdue',
    'failedRuns',
    'waitingBatches',
    'openRejects',
  ] as const
  const most = Math.max(1, ...board.days.map((day) => day.rowsIn))
  const number = (name: keyof Day) => ({
    title: texts[name as 'rowsIn' | 'rowsOut' | 'rejected' | 'failed'],
    align: 'right' as const,
    render: (_: unknown, day: Day) => formatNumber(Number(day[name])),
  })
  return (
    <>
      <Section title={texts.tabs.board}>
        <Facts
          facts={[
            ...counts.map((name) => ({ label: texts.board[name], value: formatNumber(board[name]) })),
            { label: texts.board.bytes, value: formatBytes(board.bytes) },
          ]}
        />
      </Section>
      <Columns
        main={
          <Section title={texts.day}>
            <Table<Day>
              size="small"
              rowKey="day"
              pagination={false}
              dataSource={board.days.toReversed()}
              columns={[
                { title: texts.day, dataIndex: 'day' },
                {
                  title: '',
                  width: 160,
                  render: (_, day) => (
                    <Progress
                      percent={(day.rowsIn / most) * 100}
                      showInfo={false}
                      size="small"
                      aria-label={`${day.day} ${formatNumber(day.rowsIn)}`}
                    />
                  ),
                },
                ...(['rowsIn', 'rowsOut', 'rejected', 'failed'] as const).map(number),
              ]}
            />
          </Section>
        }
        side={
          <Section title={texts.topUsers}>
            <Facts
              facts={board.topUsers.map((user) => ({ label: user.userName, value: formatNumber(user.rows) }))}
            />
          </Section>
        }
      />
    </>
  )
}
