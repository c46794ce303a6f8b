import { type FleetThing, listNonconformances, listRejections, type Rejection } from '@civitas/sdk'
import { formatNumber, formatTime, useTexts } from '@civitas/ui'
import { Drawer } from 'antd'
import { useRef, useState } from 'react'
import { useRead } from '../../../app/query.ts'
import { FilterBar } from '../list/filter-bar.tsx'
import { ListTable } from '../list/list-table.tsx'
import { useListQuery } from '../list/use-list-query.ts'
import { Line, Lines, Quiet, Raw, Section, StateTag } from '../parts/page.tsx'
import { deviceTexts } from './device.texts.ts'
import styles from './devices.module.css'
import { devicesTexts } from './devices.texts.ts'
import { RejectionView, useRejectionColumns } from './rejection-view.tsx'

const none: string[] = []

/** Messages of a device that were refused or set aside, and what its packets hold that nobody declared. */
export function DeviceMessages({ thing }: { thing: FleetThing }) {
  const { messages: texts } = useTexts(deviceTexts)
  const devices = useTexts(devicesTexts)
  const query = useListQuery(none)
  const box = useRef<HTMLDivElement>(null)
  const [shown, setShown] = useState<Rejection | null>(null)
  const read = useRead(
    listRejections,
    {
      query: {
        thing: thing.id,
        limit: query.limit,
        offset: query.offset,
        search: query.search || undefined,
      },
    },
    { keepPrevious: true, everyMs: 10_000 },
  )
  return (
    <div className={styles.stack}>
      <Quiet>{texts.why}</Quiet>
      <FilterBar query={query} placeholder={texts.search} searchBox={box} />
      <ListTable
        label={devices.rejections}
        read={read}
        query={query}
        columns={useRejectionColumns()}
        rowKey={(each) => String(each.id)}
        onOpen={setShown}
        searchBox={box}
        empty={{ title: devices.noRejections, why: devices.noRejectionsWhy }}
      />
      <Nonconformances thing={thing} />
      <Drawer open={shown !== null} size={560} title={devices.rejections} onClose={() => setShown(null)}>
        {shown ? <RejectionView rejection={shown} /> : null}
      </Drawer>
    </div>
  )
}

function Nonconformances({ thing }: { thing: FleetThing }) {
  const { messages: texts } = useTexts(deviceTexts)
  const read = useRead(listNonconformances, { query: { thing: thing.id, limit: 50 } })
  const items = read.data?.items ?? []
  return (
    <Section title={texts.nonconformance}>
      {items.length === 0 ? <Quiet>{texts.noNonconformance}</Quiet> : null}
      <Lines>
        {items.map((each) => (
          <Line
            key={`${each.kind} ${each.property}`}
            before={<StateTag tone="bad">{texts.kinds[each.kind]}</StateTag>}
            title={<span className="code">{each.property}</span>}
            note={`${texts.times(formatNumber(each.count))} · ${formatTime(each.lastTime)}`}
          />
        ))}
      </Lines>
      {items[0] ? <Raw>{items[0].packet}</Raw> : null}
    </Section>
  )
}
