import { listItemWays, listSourceDifferences, type OperationOutput } from '@civitas/sdk'
import { EmptyState, useTexts } from '@civitas/ui'
import { Table } from 'antd'
import { ProblemView } from '../../../app/problem-view.tsx'
import { useRead } from '../../../app/query.ts'
import { StateTag } from '../parts/page.tsx'
import { RecordList } from '../registers/record-list.tsx'
import { itemListTexts } from './item-list.texts.ts'

type Ways = OperationOutput<typeof listItemWays>['items'][number]

/** 线下办理方式台账: how each item is done without a screen (SOC-025). */
export function ItemWays() {
  const texts = useTexts(itemListTexts)
  const say = (one: Ways) =>
    one.isCovered
      ? texts.covered
      : one.exceptionUntil
        ? texts.exception(one.exceptionUntil)
        : texts.notCovered
  const waysOf = (one: Ways) => one.ways.map((way) => texts.ways[way] ?? way).join('、') || '—'
  return (
    <RecordList<Ways>
      label={texts.item}
      operation={listItemWays}
      states={texts.gaps}
      filterName="gap"
      filterLabel={texts.state}
      rowKey={(one) => one.itemId}
      name={(one) => one.title}
      columns={[
        { title: texts.unit, dataIndex: 'organisation' },
        { title: texts.offline, render: (_, one) => waysOf(one) },
        {
          title: texts.state,
          render: (_, one) => <StateTag tone={one.isCovered ? undefined : 'bad'}>{say(one)}</StateTag>,
        },
      ]}
      facts={(one) => [
        { label: texts.code, value: <span className="code">{one.code}</span> },
        { label: texts.unit, value: one.organisation },
        { label: texts.offline, value: waysOf(one), whole: true },
        { label: texts.state, value: say(one), whole: true },
      ]}
      empty={{ title: texts.noWays, why: texts.noWaysWhy }}
    />
  )
}

/** 四级同源检查: items of one basic code that say different things at different levels. */
export function SourceDifferences() {
  const texts = useTexts(itemListTexts)
  const read = useRead(listSourceDifferences, {})
  if (read.isError) return <ProblemView error={read.error} onRetry={() => void read.refetch()} />
  return (
    <Table
      size="small"
      rowKey={(one) => `${one.basicCode} ${one.field}`}
      loading={read.isPending}
      dataSource={read.data?.items ?? []}
      pagination={{ pageSize: 20, hideOnSinglePage: true, showSizeChanger: false }}
      scroll={{ x: 'max-content' }}
      locale={{ emptyText: read.isPending ? ' ' : <EmptyState title={texts.same} why={texts.sameWhy} /> }}
      columns={[
        { title: texts.basicCode, render: (_, one) => <span className="code">{one.basicCode}</span> },
        { title: texts.field, render: (_, one) => texts.fields[one.field] ?? one.field },
        {
          title: texts.says,
          render: (_, one) => (
            <ul style={{ margin: 0, paddingInlineStart: 18, maxWidth: 720, whiteSpace: 'normal' }}>
              {one.items.map((each) => (
                <li key={each.code}>
                  {texts.levels[each.level]} <span className="code">{each.code}</span>：{each.value}
                </li>
              ))}
            </ul>
          ),
        },
      ]}
    />
  )
}
