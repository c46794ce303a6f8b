import { listAllocations, listResourceUnits, type ResourceUnit } from '@civitas/sdk'
import { useTexts } from '@civitas/ui'
import { Button, Segmented, Table } from 'antd'
import { useState } from 'react'
import { Link } from 'react-router'
import { useRead } from '../../../app/query.ts'
import { Columns, Page, Quiet, Section } from '../parts/page.tsx'
import { useMay } from '../parts/permissions.tsx'
import { ProblemNote } from '../parts/problem-note.tsx'
import styles from './command.module.css'
import { commandTexts } from './command.texts.ts'
import { flowTexts } from './flow.texts.ts'
import { resourceTexts } from './resource.texts.ts'
import { AllocationRow } from './resource-panel.tsx'
import { stockTexts } from './stock.texts.ts'
import { OccupancyDialog } from './stock-dialogs.tsx'
import { LotMoves, StockSection, StockTasks } from './stock-sections.tsx'
import { useCommandNews } from './use-command.ts'

const size = 10

/** The resource desk: stock and its tasks, forces and who holds them, and reservations on their way. */
export function ResourcePage() {
  const texts = useTexts(commandTexts)
  const words = useTexts(resourceTexts)
  const own = useTexts(stockTexts)
  const flow = useTexts(flowTexts)
  const allocations = useRead(listAllocations, { query: { open: true, limit: 100 } })
  useCommandNews([listAllocations])
  const moving = allocations.data?.items ?? []
  return (
    <Page title={own.title} acts={<Link to="/console/resource-flows">{flow.open}</Link>}>
      <Columns
        main={
          <>
            <StockSection />
            <Forces />
            <LotMoves />
          </>
        }
        side={
          <>
            <Section title={words.moving} extra={allocations.data?.total}>
              <ProblemNote error={allocations.error} />
              {allocations.data && moving.length === 0 ? <Quiet>{texts.noAllocations}</Quiet> : null}
              <table className={styles.table}>
                <tbody>
                  {moving.map((one) => (
                    <AllocationRow key={one.id} row={one} />
                  ))}
                </tbody>
              </table>
            </Section>
            <StockTasks />
          </>
        }
      />
    </Page>
  )
}

/** Teams, vehicles, shelters, experts and beds, each with who holds it. */
function Forces() {
  const texts = useTexts(commandTexts)
  const words = useTexts(resourceTexts)
  const own = useTexts(stockTexts)
  const may = useMay()
  const [type, setType] = useState('emergency.team')
  const [page, setPage] = useState(1)
  const [asked, setAsked] = useState<ResourceUnit | null>(null)
  const read = useRead(
    listResourceUnits,
    { query: { type, limit: size, offset: (page - 1) * size } },
    { keepPrevious: true },
  )
  useCommandNews([listResourceUnits])
  const isShelter = type === 'emergency.shelter' && may('command.resources')
  return (
    <Section
      title={words.units}
      extra={
        <Segmented
          size="small"
          value={type}
          aria-label={words.units}
          options={Object.entries(words.types).map(([value, label]) => ({ value, label }))}
          onChange={(next) => {
            setPage(1)
            setType(next)
          }}
        />
      }
    >
      <ProblemNote error={read.error} />
      <Table<ResourceUnit>
        size="small"
        rowKey="id"
        showHeader={false}
        scroll={{ x: 'max-content' }}
        dataSource={read.data?.items ?? []}
        pagination={{
          ...{ current: page, pageSize: size, total: read.data?.total ?? 0 },
          ...{ showSizeChanger: false, hideOnSinglePage: true, onChange: setPage },
        }}
        columns={[
          { dataIndex: 'name' },
          {
            render: (_, one) =>
              one.ability ?? (one.capacity === null ? '' : `${one.occupied} / ${one.capacity}`),
          },
          { render: (_, one) => <span className={styles.quiet}>{one.owner}</span> },
          {
            render: (_, one) =>
              one.heldBy ? (
                <span className={styles.red}>{`${texts.held}：${one.heldBy.incidentTitle}`}</span>
              ) : null,
          },
          ...(isShelter
            ? [
                {
                  render: (_: unknown, one: ResourceUnit) => (
                    <Button size="small" onClick={() => setAsked(one)}>
                      {own.occupancy}
                    </Button>
                  ),
                },
              ]
            : []),
        ]}
      />
      {asked ? <OccupancyDialog unit={asked} onClose={() => setAsked(null)} /> : null}
    </Section>
  )
}
