import { type FleetThing, listRuleFirings, type RuleFiring } from '@civitas/sdk'
import { formatNumber, formatTime, type Level, LevelTag, precisionFor, useTexts } from '@civitas/ui'
import { Drawer, type TableColumnsType } from 'antd'
import { useRef, useState } from 'react'
import { Link } from 'react-router'
import { useRead } from '../../../app/query.ts'
import { ListTable } from '../list/list-table.tsx'
import { useListQuery } from '../list/use-list-query.ts'
import { Line, Lines } from '../parts/page.tsx'
import { rulesTexts } from './rules.texts.ts'

const none: string[] = []

/** Firings of one device, for its page. */
export function ThingFirings({ thing }: { thing: FleetThing }) {
  return <FiringList thingId={thing.id} />
}

/** What rules did, newest first; of one rule or one device when one is named. */
export function FiringList({ ruleId, thingId }: { ruleId?: string; thingId?: string }) {
  const texts = useTexts(rulesTexts)
  const query = useListQuery(none)
  const box = useRef<HTMLDivElement>(null)
  const [shown, setShown] = useState<RuleFiring | null>(null)
  const read = useRead(
    listRuleFirings,
    { query: { ruleId, thingId, limit: query.limit, offset: query.offset } },
    { keepPrevious: true, everyMs: 10_000 },
  )
  return (
    <>
      <ListTable
        label={texts.tabs.firings}
        read={read}
        query={query}
        columns={useColumns()}
        rowKey={(each) => each.id}
        onOpen={setShown}
        searchBox={box}
        empty={{ title: texts.noFirings, why: texts.noFiringsWhy }}
      />
      <Drawer open={shown !== null} size={420} title={texts.values} onClose={() => setShown(null)}>
        <Lines>
          {(shown?.values ?? []).map(([ms, value]) => (
            <Line key={ms} title={formatTime(ms)} note={formatNumber(value, precisionFor(value))} />
          ))}
        </Lines>
      </Drawer>
    </>
  )
}

/** The columns every list of firings has, of the past or of a dry run. */
export function useFiringColumns(): TableColumnsType<
  Pick<RuleFiring, 'thingId' | 'thingName' | 'act' | 'level' | 'time' | 'startTime' | 'value'>
> {
  const { firingColumns: columns, acts } = useTexts(rulesTexts)
  return [
    { title: columns.time, key: 'time', render: (_, each) => formatTime(each.time) },
    {
      title: columns.device,
      key: 'device',
      render: (_, each) => <Link to={`/console/devices/${each.thingId}`}>{each.thingName}</Link>,
    },
    {
      title: columns.act,
      key: 'act',
      render: (_, each) => acts[each.act as keyof typeof acts] ?? each.act,
    },
    {
      title: columns.level,
      key: 'level',
      render: (_, each) => <LevelTag level={each.level as Level | null} />,
    },
    {
      title: columns.value,
      key: 'value',
      align: 'right',
      render: (_, each) => formatNumber(each.value, precisionFor(each.value)),
    },
    { title: columns.start, key: 'start', render: (_, each) => formatTime(each.startTime) },
  ]
}

function useColumns(): TableColumnsType<RuleFiring> {
  const { firingColumns: columns } = useTexts(rulesTexts)
  return [
    ...(useFiringColumns() as TableColumnsType<RuleFiring>),
    {
      title: columns.rule,
      key: 'rule',
      render: (_, each) => (
        <Link className="code" to={`/console/rules/${encodeURIComponent(each.ruleId)}`}>
          {each.ruleId}
        </Link>
      ),
    },
  ]
}
