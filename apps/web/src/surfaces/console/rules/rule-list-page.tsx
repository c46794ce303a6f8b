import { listRules, type Rule } from '@civitas/sdk'
import { formatNumber, formatTime, useTexts } from '@civitas/ui'
import { Button, type TableColumnsType, Tabs } from 'antd'
import { useRef } from 'react'
import { useNavigate, useSearchParams } from 'react-router'
import { useRead } from '../../../app/query.ts'
import { useModelTitles } from '../fleet/use-model-titles.ts'
import { FilterBar } from '../list/filter-bar.tsx'
import { ListTable } from '../list/list-table.tsx'
import { RowLink } from '../list/row-link.tsx'
import { useListQuery } from '../list/use-list-query.ts'
import { Page, StateTag } from '../parts/page.tsx'
import { useMay } from '../parts/permissions.tsx'
import { AlarmList } from './alarm-list.tsx'
import { FiringList } from './firing-list.tsx'
import { ReactionList } from './reaction-list.tsx'
import { rulesTexts } from './rules.texts.ts'

const names = ['thingType'] as const

/** Rules over readings, what they did, and what they set in motion. */
export function RuleListPage() {
  const texts = useTexts(rulesTexts)
  const may = useMay()
  const navigate = useNavigate()
  const [parameters, setParameters] = useSearchParams()
  return (
    <Page
      title={texts.title}
      acts={
        may('sensing.rules') ? (
          <Button type="primary" onClick={() => navigate('/console/rules/new')}>
            {texts.create}
          </Button>
        ) : null
      }
    >
      <Tabs
        destroyOnHidden
        activeKey={parameters.get('tab') ?? 'rules'}
        onChange={(tab) => setParameters(tab === 'rules' ? {} : { tab })}
        items={[
          { key: 'rules', label: texts.tabs.rules, children: <Rules /> },
          { key: 'alarms', label: texts.tabs.alarms, children: <AlarmList /> },
          { key: 'firings', label: texts.tabs.firings, children: <FiringList /> },
          { key: 'reactions', label: texts.tabs.reactions, children: <ReactionList /> },
        ]}
      />
    </Page>
  )
}

function Rules() {
  const texts = useTexts(rulesTexts)
  const query = useListQuery(names)
  const box = useRef<HTMLDivElement>(null)
  const titles = useModelTitles()
  const read = useRead(
    listRules,
    {
      query: {
        limit: query.limit,
        offset: query.offset,
        search: query.search || undefined,
        thingType: query.filters.thingType,
      },
    },
    { keepPrevious: true, everyMs: 15_000 },
  )
  return (
    <>
      <FilterBar
        query={query}
        placeholder={texts.search}
        searchBox={box}
        filters={[
          {
            name: 'thingType',
            label: texts.columns.thingType,
            width: 160,
            options: [...titles].map(([value, label]) => ({ value, label })),
          },
        ]}
      />
      <ListTable
        label={texts.title}
        read={read}
        query={query}
        columns={useColumns(titles)}
        rowKey={(rule) => rule.id}
        to={(rule) => `/console/rules/${encodeURIComponent(rule.id)}`}
        searchBox={box}
        empty={{ title: texts.empty, why: texts.emptyWhy }}
      />
    </>
  )
}

/** Whether a rule is judged, in words. */
export function RuleStateTag({ rule }: { rule: Rule }) {
  const texts = useTexts(rulesTexts)
  return rule.enabled ? (
    <StateTag tone="loud">{texts.enabled}</StateTag>
  ) : (
    <StateTag tone="over">{texts.disabled}</StateTag>
  )
}

function useColumns(titles: ReadonlyMap<string, string>): TableColumnsType<Rule> {
  const texts = useTexts(rulesTexts)
  const { columns } = texts
  return [
    {
      title: columns.title,
      key: 'title',
      render: (_, rule) => (
        <RowLink to={`/console/rules/${encodeURIComponent(rule.id)}`}>{rule.definition.title}</RowLink>
      ),
    },
    {
      title: columns.thingType,
      key: 'thingType',
      render: (_, rule) => titles.get(rule.definition.thingType) ?? rule.definition.thingType,
    },
    {
      title: columns.value,
      key: 'value',
      render: (_, rule) => <span className="code">{rule.definition.value}</span>,
    },
    {
      title: columns.source,
      key: 'source',
      render: (_, rule) => (rule.declared ? texts.declared : texts.own),
    },
    { title: columns.state, key: 'state', render: (_, rule) => <RuleStateTag rule={rule} /> },
    { title: columns.open, key: 'open', align: 'right', render: (_, rule) => formatNumber(rule.openThings) },
    {
      title: columns.firings,
      key: 'firings',
      align: 'right',
      render: (_, rule) => formatNumber(rule.firings),
    },
    {
      title: columns.changed,
      key: 'changed',
      render: (_, rule) =>
        rule.changedTime ? `${formatTime(rule.changedTime)} ${rule.changedBy ?? ''}` : '—',
    },
  ]
}
